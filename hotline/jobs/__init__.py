"""What is due: the table of jobs, the kinds of jobs, and the workers that do them.

To add a kind of job, declare what it carries beside the code that schedules it (a
:class:`~hotline.jobs.payload.Payload`), register what does it (:mod:`hotline.jobs.registry`), and
name the module in :mod:`hotline.wiring`. Nothing else lists the kinds.
"""

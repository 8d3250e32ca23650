"""The directory in other people's formats, and edited by command: entries in, entries out.

An *entry* is an agency as its YAML file has it. ``hsds`` turns entries into Open Referral HSDS 3
organisations and ``hsds_read`` back; ``tables`` turns those into tabular CSV and back; ``plain``
is one CSV row an agency, for a spreadsheet. ``files`` changes YAML files and keeps comments and
order; ``merge`` says what an import would change. Pure but for ``files.write``.
"""

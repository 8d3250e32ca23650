"""The directory of agencies: changed in forms and by command, published, imported and exported.

An *entry* is an agency as its YAML file has it. ``publishing`` checks a change and makes it the
served version; ``change_requests`` keeps what an agency asks for until the coordinator decides.
``hsds_export`` writes entries as Open Referral HSDS 3 organizations, ``hsds_import`` reads them;
``hsds_tables`` is their tabular form and ``plain_csv`` one row an agency. ``entry_files`` changes
YAML files and keeps comments and order; ``import_plan`` says what an import would change.
"""

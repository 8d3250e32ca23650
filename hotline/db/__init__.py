"""The database: engine, one model file an aggregate, migrations."""

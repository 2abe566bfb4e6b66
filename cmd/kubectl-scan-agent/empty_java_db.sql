-- The tables and indexes that trivy's Java database has (trivy-java-db, schema version 1), as its
-- queries need them; without a row. Small pages, because every agent carries this file.
PRAGMA page_size = 1024;
CREATE TABLE artifacts (id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT);
CREATE TABLE indices (
  artifact_id INTEGER REFERENCES artifacts (id), version TEXT, sha1 BLOB, archive_type TEXT);
CREATE UNIQUE INDEX artifacts_idx ON artifacts (artifact_id, group_id);
CREATE INDEX indices_artifact_idx ON indices (artifact_id);
CREATE UNIQUE INDEX indices_sha1_idx ON indices (sha1);

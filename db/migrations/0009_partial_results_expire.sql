-- Partial results end like others: what is due is found by its time alone, whether a run has published it or not.

DROP INDEX jobs_to_unpublish;

CREATE INDEX jobs_to_unpublish ON jobs (unpublished) WHERE unpublished IS NOT NULL;

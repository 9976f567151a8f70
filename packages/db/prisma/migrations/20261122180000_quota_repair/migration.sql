-- An entry with a quota_id moves that one quota alone, all others move every scope of their columns (ADR 4).
ALTER TABLE "quota_entry" ADD COLUMN "quota_id" TEXT COLLATE "C",
    ALTER COLUMN "namespace_id" DROP NOT NULL,
    ALTER COLUMN "bucket_id" DROP NOT NULL;

-- What Prisma's schema language cannot say.
ALTER TABLE "quota_entry"
    DROP CONSTRAINT "quota_entry_kind_check",
    ADD CONSTRAINT "quota_entry_kind_check" CHECK ("kind" IN ('reserve', 'settle', 'release', 'refund', 'repair')),
    -- Only an operator's repair may move one scope alone, and nothing else may lack a scope.
    ADD CONSTRAINT "quota_entry_repair_check" CHECK (("kind" = 'repair') = ("quota_id" IS NOT NULL)),
    ADD CONSTRAINT "quota_entry_scopes_check"
        CHECK ("kind" = 'repair' OR num_nulls("namespace_id", "bucket_id") = 0);

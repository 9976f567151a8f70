-- AlterTable
ALTER TABLE "stored_key" ADD COLUMN "deleted_at" TIMESTAMPTZ(3),
ADD COLUMN "missing_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "installation" (
    "singleton" BOOLEAN NOT NULL DEFAULT true,
    "id" TEXT NOT NULL,
    "epoch" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "restored_at" TIMESTAMPTZ(3),

    CONSTRAINT "installation_pkey" PRIMARY KEY ("singleton")
);

-- CreateTable
CREATE TABLE "orphan_report" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "figures" JSONB NOT NULL DEFAULT '{}',
    "oldest_orphan_at" TIMESTAMPTZ(3),
    "newest_key_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "orphan_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "orphan_key" (
    "report_id" BIGINT NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "reason" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "etag" TEXT,
    "last_modified_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "orphan_key_pkey" PRIMARY KEY ("report_id","key")
);

-- AddForeignKey
ALTER TABLE "orphan_key" ADD CONSTRAINT "orphan_key_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "orphan_report"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

ALTER TABLE "stored_key"
    ADD CONSTRAINT "stored_key_only_live_is_missed_check" CHECK ("missing_since" IS NULL OR "state" IN ('live', 'doomed', 'gone'));

ALTER TABLE "installation"
    ADD CONSTRAINT "installation_singleton_check" CHECK ("singleton");

ALTER TABLE "orphan_report"
    ADD CONSTRAINT "orphan_report_state_check" CHECK ("state" IN ('running', 'done', 'failed'));

ALTER TABLE "orphan_key"
    ADD CONSTRAINT "orphan_key_reason_check" CHECK ("reason" IN ('orphan', 'kept')),
    ADD CONSTRAINT "orphan_key_outcome_check" CHECK ("outcome" IN ('deleted', 'changed', 'known', 'older'));

INSERT INTO "installation" ("id") VALUES ('ins_' || replace(gen_random_uuid()::text, '-', ''));

-- Records that are removed one day, and what is missed, both rare.
CREATE INDEX "upload_never_completed" ON "upload"("expires_at") WHERE "status" IN ('FAILED', 'CANCELED', 'SKIPPED');
CREATE INDEX "stored_key_missing" ON "stored_key"("organization_id", "namespace_id", "missing_since") WHERE "missing_since" IS NOT NULL AND "state" = 'live';
CREATE INDEX "orphan_key_deletable" ON "orphan_key"("report_id", "key") WHERE "reason" = 'orphan' AND "outcome" IS NULL;

-- Uploads that were open before anybody swept are looked at once.
UPDATE "upload" SET "next_check_at" = now() WHERE "status" IN ('PENDING', 'IN_PROGRESS') AND "next_check_at" IS NULL;

-- AlterTable
ALTER TABLE "bucket" ADD COLUMN "schema_changed_at" TIMESTAMPTZ(6),
ADD COLUMN "deleted_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "task" ADD COLUMN "bucket_id" TEXT;

-- What Prisma's schema language cannot say.

ALTER TABLE "bucket"
    ADD CONSTRAINT "bucket_deleted_is_closed_check" CHECK ("deleted_at" IS NULL OR "status" = 'IN_PROGRESS');

-- The smallest and the largest file of a bucket, and whether it still has one.
CREATE INDEX "stored_key_live_size" ON "stored_key"("bucket_id", "size_bytes") WHERE "state" = 'live';
-- The task that deletes a bucket: one at a time.
CREATE UNIQUE INDEX "task_deletes_bucket" ON "task"("bucket_id")
    WHERE "type" = 'api_buckets_delete' AND "status" IN ('PENDING', 'PROCESSING');
-- What a deletion still has to cancel or let go of.
CREATE INDEX "upload_holds_bytes" ON "upload"("bucket_id", "id")
    WHERE "status" = 'COMPLETED' AND NOT "create_object" AND "deleted_at" IS NULL;

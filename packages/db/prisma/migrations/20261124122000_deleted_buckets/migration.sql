-- What Prisma's schema language cannot say.

-- Deleted buckets whose rows are still there.
CREATE INDEX "bucket_deleted" ON "bucket"("deleted_at") WHERE "deleted_at" IS NOT NULL;

-- AlterTable
ALTER TABLE "upload" ADD COLUMN "unique_key" TEXT,
ADD COLUMN "existing_object_id" TEXT,
ADD COLUMN "duplicate_of_upload_id" TEXT;

-- AlterTable
ALTER TABLE "stored_key" ADD COLUMN "content_id" TEXT;

-- AlterTable
ALTER TABLE "object" ADD COLUMN "unique_key" TEXT;

-- AlterTable
ALTER TABLE "quota" ADD COLUMN "owner_limit_bytes" BIGINT,
ADD COLUMN "owner_limit_objects" BIGINT;

-- CreateTable
CREATE TABLE "quota_event" (
    "id" BIGSERIAL NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT,
    "scope" TEXT NOT NULL,
    "scope_id" TEXT NOT NULL,
    "owner" TEXT,
    "measure" TEXT NOT NULL,
    "percent" INTEGER NOT NULL,
    "used" BIGINT NOT NULL,
    "limit" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "quota_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "upload_id" TEXT NOT NULL,
    "is_duplicate" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("organization_id","namespace_id","actor_kind","actor_id","operation","key")
);

-- CreateIndex
CREATE INDEX "quota_event_organization_id_id_idx" ON "quota_event"("organization_id", "id" DESC);

-- CreateIndex
CREATE INDEX "idempotency_key_expires_at_idx" ON "idempotency_key"("expires_at");

-- What Prisma's schema language cannot say.

ALTER TABLE "upload"
    ADD CONSTRAINT "upload_skipped_names_the_object_check" CHECK (("status" = 'SKIPPED') = ("existing_object_id" IS NOT NULL)),
    ADD CONSTRAINT "upload_duplicate_is_completed_check" CHECK ("duplicate_of_upload_id" IS NULL OR "status" = 'COMPLETED');

ALTER TABLE "quota"
    ADD CONSTRAINT "quota_owner_limits_check"
        CHECK ("owner_limit_bytes" >= 0 AND "owner_limit_objects" >= 0
            AND ("scope" = 'bucket' OR num_nonnulls("owner_limit_bytes", "owner_limit_objects") = 0));

ALTER TABLE "quota_event"
    ADD CONSTRAINT "quota_event_scope_check" CHECK ("scope" IN ('organization', 'namespace', 'bucket', 'owner')),
    ADD CONSTRAINT "quota_event_measure_check" CHECK ("measure" IN ('bytes', 'objects')),
    ADD CONSTRAINT "quota_event_percent_check" CHECK ("percent" IN (80, 100));

-- One object of a bucket has a unique key, whoever settles first.
CREATE UNIQUE INDEX "object_unique_key" ON "object"("organization_id", "namespace_id", "bucket_id", "unique_key")
    WHERE "unique_key" IS NOT NULL;
-- Bytes that the store verified and that are there: what a duplicate is found among.
CREATE INDEX "stored_key_content" ON "stored_key"("organization_id", "namespace_id", "bucket_id", "content_id", "id")
    WHERE "state" = 'live' AND "content_id" IS NOT NULL;

-- CreateTable
CREATE TABLE "organization" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "max_file_bytes" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "namespace" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "namespace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "permission" TEXT NOT NULL,
    "all_namespaces" BOOLEAN NOT NULL,
    "is_operator" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "store" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "store_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "store_probe" (
    "store_id" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "s3_bucket" TEXT NOT NULL,
    "capabilities" JSONB NOT NULL,
    "probed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "invalidated_at" TIMESTAMPTZ(3),

    CONSTRAINT "store_probe_pkey" PRIMARY KEY ("store_id","endpoint","s3_bucket")
);

-- CreateTable
CREATE TABLE "bucket" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL DEFAULT 'default',
    "name" TEXT NOT NULL,
    "description" TEXT,
    "schema" JSONB,
    "unique_key" JSONB,
    "metadata" JSONB,
    "rules" JSONB NOT NULL DEFAULT '{}',
    "unconfirmed" TEXT NOT NULL DEFAULT 'settle',
    "confirm_grace_seconds" INTEGER NOT NULL DEFAULT 120,
    "status" TEXT NOT NULL DEFAULT 'ACTIVE',
    "is_locked" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "bucket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upload" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "bucket_id" TEXT NOT NULL,
    "owner" TEXT,
    "actor_id" TEXT NOT NULL,
    "filename" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "file_size_bytes" BIGINT,
    "checksum_algorithm" TEXT,
    "checksum_value" TEXT,
    "metadata" JSONB,
    "object_metadata" JSONB,
    "blob_property" TEXT NOT NULL,
    "blob_type" TEXT NOT NULL,
    "create_object" BOOLEAN NOT NULL,
    "skip_duplicates" BOOLEAN NOT NULL,
    "sends_headers" BOOLEAN NOT NULL,
    "expiration_seconds" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "guard" TEXT NOT NULL,
    "reserved_bytes" BIGINT NOT NULL,
    "reserved_objects" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "settle_until" TIMESTAMPTZ(3) NOT NULL,
    "next_check_at" TIMESTAMPTZ(3),
    "bytes_seen_at" TIMESTAMPTZ(3),
    "live_task_id" TEXT,
    "last_error" JSONB,
    "observed_size_bytes" BIGINT,
    "etag" TEXT,
    "source_etag" TEXT,
    "served_key_id" BIGINT,
    "object_id" TEXT,
    "receipt" JSONB,
    "settled_by" TEXT,
    "completed_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "upload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stored_key" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "bucket_id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "upload_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "key" TEXT COLLATE "C" NOT NULL,
    "etag" TEXT,
    "version_id" TEXT,
    "multipart_upload_id" TEXT,
    "size_bytes" BIGINT,
    "content_type" TEXT,
    "sha256" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "doomed_until" TIMESTAMPTZ(3),
    "next_delete_at" TIMESTAMPTZ(6),

    CONSTRAINT "stored_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "object" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "bucket_id" TEXT NOT NULL,
    "owner" TEXT,
    "upload_id" TEXT,
    "key_prefix" TEXT,
    "metadata" JSONB,
    "status" TEXT NOT NULL DEFAULT 'COMPLETED',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "object_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "blob" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "upload_id" TEXT NOT NULL,
    "stored_key_id" BIGINT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "property" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "filename" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "etag" TEXT NOT NULL,
    "sha256" TEXT,

    CONSTRAINT "blob_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quota" (
    "id" TEXT COLLATE "C" NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT,
    "scope" TEXT NOT NULL,
    "scope_id" TEXT NOT NULL,
    "owner" TEXT,
    "limit_bytes" BIGINT,
    "limit_objects" BIGINT,
    "used_bytes" BIGINT NOT NULL DEFAULT 0,
    "used_objects" BIGINT NOT NULL DEFAULT 0,
    "reserved_bytes" BIGINT NOT NULL DEFAULT 0,
    "reserved_objects" BIGINT NOT NULL DEFAULT 0,
    "open_unsized" INTEGER NOT NULL DEFAULT 0,
    "limit_unsized" INTEGER,
    "last_upload_at" TIMESTAMPTZ(3),

    CONSTRAINT "quota_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quota_entry" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "bucket_id" TEXT NOT NULL,
    "owner" TEXT,
    "subject" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "used_bytes" BIGINT NOT NULL DEFAULT 0,
    "reserved_bytes" BIGINT NOT NULL DEFAULT 0,
    "used_objects" BIGINT NOT NULL DEFAULT 0,
    "reserved_objects" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "quota_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upload_event" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "upload_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "upload_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "upload_id" TEXT,
    "claim" JSONB,
    "inputs" JSONB NOT NULL DEFAULT '[]',
    "outputs" JSONB NOT NULL DEFAULT '[]',
    "error" TEXT,
    "lease_until" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "organization_name_key" ON "organization"("name");

-- CreateIndex
CREATE UNIQUE INDEX "namespace_organization_id_name_key" ON "namespace"("organization_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_organization_id_created_at_idx" ON "api_key"("organization_id", "created_at");

-- CreateIndex
CREATE INDEX "bucket_organization_id_namespace_id_created_at_id_idx" ON "bucket"("organization_id", "namespace_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "bucket_namespace_id_name_key" ON "bucket"("namespace_id", "name");

-- CreateIndex
CREATE INDEX "upload_organization_id_namespace_id_bucket_id_created_at_id_idx" ON "upload"("organization_id", "namespace_id", "bucket_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "upload_organization_id_namespace_id_bucket_id_status_create_idx" ON "upload"("organization_id", "namespace_id", "bucket_id", "status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "stored_key_upload_id_id_idx" ON "stored_key"("upload_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "stored_key_store_id_key_key" ON "stored_key"("store_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "object_upload_id_key" ON "object"("upload_id");

-- CreateIndex
CREATE INDEX "object_organization_id_namespace_id_bucket_id_created_at_id_idx" ON "object"("organization_id", "namespace_id", "bucket_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "blob_stored_key_id_idx" ON "blob"("stored_key_id");

-- CreateIndex
CREATE INDEX "blob_upload_id_idx" ON "blob"("upload_id");

-- CreateIndex
CREATE UNIQUE INDEX "blob_object_id_position_key" ON "blob"("object_id", "position");

-- CreateIndex
CREATE INDEX "quota_organization_id_namespace_id_idx" ON "quota"("organization_id", "namespace_id");

-- CreateIndex
CREATE INDEX "quota_entry_organization_id_namespace_id_bucket_id_idx" ON "quota_entry"("organization_id", "namespace_id", "bucket_id");

-- CreateIndex
CREATE UNIQUE INDEX "quota_entry_subject_kind_seq_key" ON "quota_entry"("subject", "kind", "seq");

-- CreateIndex
CREATE INDEX "upload_event_upload_id_id_idx" ON "upload_event"("upload_id", "id");

-- CreateIndex
CREATE INDEX "task_organization_id_created_at_id_idx" ON "task"("organization_id", "created_at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "namespace" ADD CONSTRAINT "namespace_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_namespace_id_fkey" FOREIGN KEY ("namespace_id") REFERENCES "namespace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "store_probe" ADD CONSTRAINT "store_probe_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "store"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bucket" ADD CONSTRAINT "bucket_namespace_id_fkey" FOREIGN KEY ("namespace_id") REFERENCES "namespace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bucket" ADD CONSTRAINT "bucket_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "store"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upload" ADD CONSTRAINT "upload_bucket_id_fkey" FOREIGN KEY ("bucket_id") REFERENCES "bucket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upload" ADD CONSTRAINT "upload_served_key_id_fkey" FOREIGN KEY ("served_key_id") REFERENCES "stored_key"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upload" ADD CONSTRAINT "upload_live_task_id_fkey" FOREIGN KEY ("live_task_id") REFERENCES "task"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stored_key" ADD CONSTRAINT "stored_key_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "upload"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "object" ADD CONSTRAINT "object_bucket_id_fkey" FOREIGN KEY ("bucket_id") REFERENCES "bucket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "object" ADD CONSTRAINT "object_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "upload"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blob" ADD CONSTRAINT "blob_object_id_fkey" FOREIGN KEY ("object_id") REFERENCES "object"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blob" ADD CONSTRAINT "blob_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "upload"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blob" ADD CONSTRAINT "blob_stored_key_id_fkey" FOREIGN KEY ("stored_key_id") REFERENCES "stored_key"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upload_event" ADD CONSTRAINT "upload_event_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "upload"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

-- A settle rewrites its quota rows. Half-empty pages keep the new version on the same page (HOT), where no index has to follow.
ALTER TABLE "quota" SET (fillfactor = 50);

ALTER TABLE "api_key"
    ADD CONSTRAINT "api_key_permission_check" CHECK ("permission" IN ('read', 'write', 'delete', 'admin'));

ALTER TABLE "bucket"
    ADD CONSTRAINT "bucket_unconfirmed_check" CHECK ("unconfirmed" IN ('settle', 'expire')),
    ADD CONSTRAINT "bucket_status_check" CHECK ("status" IN ('ACTIVE', 'ARCHIVED', 'SUSPENDED', 'IN_PROGRESS')),
    ADD CONSTRAINT "bucket_confirm_grace_check" CHECK ("confirm_grace_seconds" >= 0);

ALTER TABLE "upload"
    ADD CONSTRAINT "upload_status_check"
        CHECK ("status" IN ('PENDING', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELED', 'SKIPPED')),
    ADD CONSTRAINT "upload_guard_check" CHECK ("guard" IN ('CONDITIONAL', 'SEALED', 'SERVER')),
    ADD CONSTRAINT "upload_attempt_check" CHECK ("attempt" >= 1),
    ADD CONSTRAINT "upload_sizes_check"
        CHECK ("file_size_bytes" >= 0 AND "reserved_bytes" >= 0 AND "reserved_objects" >= 0 AND "observed_size_bytes" >= 0),
    ADD CONSTRAINT "upload_checksum_check" CHECK (("checksum_algorithm" IS NULL) = ("checksum_value" IS NULL)),
    ADD CONSTRAINT "upload_deadlines_check" CHECK ("settle_until" >= "expires_at"),
    ADD CONSTRAINT "upload_settled_by_check" CHECK ("settled_by" IN ('client', 'event', 'sweep', 'batch')),
    ADD CONSTRAINT "upload_failure_check" CHECK ("failure" IS NULL OR "status" = 'FAILED'),
    -- A final upload promises nothing and nobody works on it.
    ADD CONSTRAINT "upload_final_holds_nothing_check"
        CHECK ("status" IN ('PENDING', 'IN_PROGRESS')
            OR ("reserved_bytes" = 0 AND "reserved_objects" = 0 AND "live_task_id" IS NULL AND "next_check_at" IS NULL)),
    ADD CONSTRAINT "upload_completed_is_whole_check"
        CHECK ("status" <> 'COMPLETED'
            OR num_nulls("observed_size_bytes", "etag", "source_etag", "served_key_id", "receipt", "settled_by", "completed_at") = 0),
    ADD CONSTRAINT "upload_completed_names_its_object_check"
        CHECK ("status" <> 'COMPLETED' OR NOT "create_object" OR "object_id" IS NOT NULL),
    ADD CONSTRAINT "upload_open_is_unsettled_check"
        CHECK ("status" NOT IN ('PENDING', 'IN_PROGRESS')
            OR num_nonnulls("observed_size_bytes", "etag", "served_key_id", "object_id", "receipt", "completed_at", "deleted_at") = 0);

ALTER TABLE "stored_key"
    ADD CONSTRAINT "stored_key_role_check" CHECK ("role" IN ('put', 'seal')),
    ADD CONSTRAINT "stored_key_state_check" CHECK ("state" IN ('open', 'live', 'kept', 'doomed', 'gone')),
    ADD CONSTRAINT "stored_key_size_check" CHECK ("size_bytes" >= 0),
    ADD CONSTRAINT "stored_key_live_is_whole_check" CHECK ("state" <> 'live' OR num_nulls("etag", "size_bytes") = 0),
    -- A doomed key without a date would never be deleted, any other key with one might be.
    ADD CONSTRAINT "stored_key_doomed_is_due_check" CHECK (("state" = 'doomed') = ("next_delete_at" IS NOT NULL)),
    ADD CONSTRAINT "stored_key_doomed_until_check" CHECK ("state" <> 'doomed' OR "doomed_until" IS NOT NULL);

ALTER TABLE "quota"
    ADD CONSTRAINT "quota_scope_check" CHECK ("scope" IN ('organization', 'namespace', 'bucket', 'owner')),
    ADD CONSTRAINT "quota_owner_check" CHECK (("scope" = 'owner') = ("owner" IS NOT NULL)),
    ADD CONSTRAINT "quota_namespace_check" CHECK (("scope" = 'organization') = ("namespace_id" IS NULL)),
    -- The same derivation as quotaId() of the domain.
    ADD CONSTRAINT "quota_id_check" CHECK ("id" = "scope" || ':' || "scope_id" || COALESCE(':' || "owner", '')),
    ADD CONSTRAINT "quota_used_check" CHECK ("used_bytes" >= 0 AND "used_objects" >= 0),
    ADD CONSTRAINT "quota_reserved_check" CHECK ("reserved_bytes" >= 0 AND "reserved_objects" >= 0),
    ADD CONSTRAINT "quota_unsized_check" CHECK ("open_unsized" >= 0),
    ADD CONSTRAINT "quota_limits_check" CHECK ("limit_bytes" >= 0 AND "limit_objects" >= 0 AND "limit_unsized" >= 0);

ALTER TABLE "quota_entry"
    ADD CONSTRAINT "quota_entry_kind_check" CHECK ("kind" IN ('reserve', 'settle', 'release', 'refund'));

ALTER TABLE "task"
    ADD CONSTRAINT "task_type_check"
        CHECK ("type" IN ('api_buckets_uploads_confirm', 'api_buckets_uploads_batch_confirm', 'api_buckets_delete')),
    ADD CONSTRAINT "task_status_check"
        CHECK ("status" IN ('PENDING', 'PROCESSING', 'COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELED')),
    ADD CONSTRAINT "task_lists_check" CHECK (jsonb_typeof("inputs") = 'array' AND jsonb_typeof("outputs") = 'array');

-- At most one key to PUT to, one key per attempt, and one key that is served.
CREATE UNIQUE INDEX "stored_key_one_open_put" ON "stored_key"("upload_id") WHERE "role" = 'put' AND "state" = 'open';
CREATE UNIQUE INDEX "stored_key_one_put_per_attempt" ON "stored_key"("upload_id", "attempt") WHERE "role" = 'put';
CREATE UNIQUE INDEX "stored_key_one_live" ON "stored_key"("upload_id") WHERE "state" = 'live';

-- The worker's and the sweeps' own look-ups, as small as their work is.
CREATE INDEX "stored_key_doomed_due" ON "stored_key"("next_delete_at", "id") WHERE "state" = 'doomed';
CREATE INDEX "stored_key_open_seals" ON "stored_key"("created_at") WHERE "role" = 'seal' AND "state" = 'open';
CREATE INDEX "stored_key_kept" ON "stored_key"("organization_id", "namespace_id", "id") WHERE "state" = 'kept';
CREATE INDEX "upload_next_check" ON "upload"("next_check_at") WHERE "status" IN ('PENDING', 'IN_PROGRESS');
CREATE INDEX "upload_settle_until" ON "upload"("settle_until") WHERE "status" IN ('PENDING', 'IN_PROGRESS');
CREATE INDEX "task_lease" ON "task"("lease_until") WHERE "status" IN ('PENDING', 'PROCESSING');

CREATE INDEX "upload_by_owner" ON "upload"("organization_id", "namespace_id", "bucket_id", "owner", "created_at" DESC, "id" DESC)
    WHERE "owner" IS NOT NULL;
-- Who else refers to a stored key, and to a task, for the deletes that ask.
CREATE INDEX "upload_served_key" ON "upload"("served_key_id") WHERE "served_key_id" IS NOT NULL;
CREATE INDEX "upload_live_task" ON "upload"("live_task_id") WHERE "live_task_id" IS NOT NULL;

INSERT INTO "store" ("id") VALUES ('default');

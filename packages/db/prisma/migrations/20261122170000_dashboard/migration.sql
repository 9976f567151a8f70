-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "permission" TEXT NOT NULL,
    "is_operator" BOOLEAN NOT NULL DEFAULT false,
    "api_key_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_link" (
    "token_hash" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "permission" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_link_pkey" PRIMARY KEY ("token_hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "session_token_hash_key" ON "session"("token_hash");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "session_api_key_id_idx" ON "session"("api_key_id");

-- CreateIndex
CREATE INDEX "sign_in_link_expires_at_idx" ON "sign_in_link"("expires_at");

-- CreateIndex
CREATE INDEX "upload_organization_id_namespace_id_created_at_id_idx" ON "upload"("organization_id", "namespace_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "upload_organization_id_namespace_id_status_created_at_id_idx" ON "upload"("organization_id", "namespace_id", "status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "object_organization_id_namespace_id_created_at_id_idx" ON "object"("organization_id", "namespace_id", "created_at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_namespace_id_fkey" FOREIGN KEY ("namespace_id") REFERENCES "namespace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_api_key_id_fkey" FOREIGN KEY ("api_key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_link" ADD CONSTRAINT "sign_in_link_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_link" ADD CONSTRAINT "sign_in_link_namespace_id_fkey" FOREIGN KEY ("namespace_id") REFERENCES "namespace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

ALTER TABLE "session"
    ADD CONSTRAINT "session_permission_check" CHECK ("permission" IN ('read', 'write', 'delete', 'admin'));

ALTER TABLE "sign_in_link"
    ADD CONSTRAINT "sign_in_link_permission_check" CHECK ("permission" IN ('read', 'write', 'delete', 'admin'));

-- What the overview counts, each as small as it is rare.
CREATE INDEX "upload_open_expiry" ON "upload"("organization_id", "namespace_id", "expires_at", "id")
    WHERE "status" IN ('PENDING', 'IN_PROGRESS');
CREATE INDEX "upload_failing" ON "upload"("organization_id", "namespace_id", "created_at", "id")
    WHERE "last_error" IS NOT NULL AND "status" IN ('PENDING', 'IN_PROGRESS');
CREATE INDEX "upload_completed_at" ON "upload"("organization_id", "namespace_id", "completed_at")
    INCLUDE ("bucket_id", "observed_size_bytes") WHERE "status" = 'COMPLETED';
CREATE INDEX "upload_event_refused" ON "upload_event"("organization_id", "namespace_id", "created_at", "id")
    WHERE "kind" = 'confirm_refused';

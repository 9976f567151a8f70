-- CreateTable
CREATE TABLE "signing_key" (
    "kid" TEXT NOT NULL,
    "secret" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(6),

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("kid")
);

-- CreateTable
CREATE TABLE "token_grant" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "bucket_id" TEXT NOT NULL,
    "owner" TEXT,
    "issuer_key_id" TEXT NOT NULL,
    "files_used" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "token_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upload_token" (
    "id" TEXT NOT NULL,
    "grant_id" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "kid" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "upload_token_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "token_grant_expires_at_idx" ON "token_grant"("expires_at");

-- CreateIndex
CREATE INDEX "token_grant_issuer_key_id_idx" ON "token_grant"("issuer_key_id");

-- CreateIndex
CREATE INDEX "token_grant_bucket_id_idx" ON "token_grant"("bucket_id");

-- CreateIndex
CREATE UNIQUE INDEX "upload_token_token_hash_key" ON "upload_token"("token_hash");

-- CreateIndex
CREATE INDEX "upload_token_grant_id_idx" ON "upload_token"("grant_id");

-- AddForeignKey
ALTER TABLE "token_grant" ADD CONSTRAINT "token_grant_bucket_id_fkey" FOREIGN KEY ("bucket_id") REFERENCES "bucket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "token_grant" ADD CONSTRAINT "token_grant_issuer_key_id_fkey" FOREIGN KEY ("issuer_key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upload_token" ADD CONSTRAINT "upload_token_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "token_grant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

-- An HS256 key shorter than the hash would be the weakest part.
ALTER TABLE "signing_key" ADD CONSTRAINT "signing_key_secret_check" CHECK (octet_length("secret") >= 32);

ALTER TABLE "token_grant" ADD CONSTRAINT "token_grant_files_check" CHECK ("files_used" >= 0);

-- Every create with a token updates its row.
ALTER TABLE "token_grant" SET (fillfactor = 80);

-- What a token without an owner has open without a size.
CREATE INDEX "upload_open_unsized" ON "upload"("actor_id")
    WHERE "file_size_bytes" IS NULL AND "status" IN ('PENDING', 'IN_PROGRESS');

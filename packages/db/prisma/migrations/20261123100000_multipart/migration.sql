-- AlterTable
ALTER TABLE "upload" ADD COLUMN "part_size_bytes" BIGINT,
ADD COLUMN "part_grants" INTEGER NOT NULL DEFAULT 0;

-- What Prisma's schema language cannot say.

ALTER TABLE "upload"
    ADD CONSTRAINT "upload_part_size_check" CHECK ("part_size_bytes" > 0),
    -- Sent in parts, and put together by the server: both or neither.
    ADD CONSTRAINT "upload_multipart_guard_check" CHECK ("part_size_bytes" IS NULL OR "guard" = 'SERVER');

-- A reservation may grow with the parts that are signed.
ALTER TABLE "quota_entry"
    DROP CONSTRAINT "quota_entry_kind_check",
    ADD CONSTRAINT "quota_entry_kind_check" CHECK ("kind" IN ('reserve', 'grow', 'settle', 'release', 'refund', 'repair'));

-- AlterTable
ALTER TABLE "blob" ADD COLUMN "key_prefix" TEXT,
ADD COLUMN "metadata" JSONB;

-- AlterTable
ALTER TABLE "upload" ADD COLUMN "disputed_etag" TEXT;

-- AlterTable
ALTER TABLE "sign_in_link" ADD COLUMN "is_operator" BOOLEAN NOT NULL DEFAULT false;

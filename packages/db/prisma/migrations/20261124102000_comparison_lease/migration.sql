-- AlterTable
ALTER TABLE "orphan_report" ADD COLUMN "is_requested" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "lease_until" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- What Prisma's schema language cannot say.

-- The one that was asked for and is running.
CREATE UNIQUE INDEX "orphan_report_asked" ON "orphan_report"("is_requested")
    WHERE "is_requested" AND "state" = 'running';

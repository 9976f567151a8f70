-- CreateTable
CREATE TABLE "unknown_key" (
    "digest" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "first_told_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_told_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "unknown_key_pkey" PRIMARY KEY ("digest")
);

-- CreateIndex
CREATE INDEX "unknown_key_last_told_at_idx" ON "unknown_key"("last_told_at");

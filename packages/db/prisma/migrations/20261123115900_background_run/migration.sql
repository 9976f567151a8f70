-- CreateTable
CREATE TABLE "background_run" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
    "kind" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "figures" JSONB NOT NULL DEFAULT '{}',
    "error" TEXT,

    CONSTRAINT "background_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "background_run_kind_id_idx" ON "background_run"("kind", "id" DESC);

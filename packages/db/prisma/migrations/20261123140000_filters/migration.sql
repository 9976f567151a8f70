-- What a filter asks of metadata by exact value is containment, which these serve. They hold paths and values as hashes,
-- and rows without metadata not at all, so that creating those costs nothing more.
CREATE INDEX "upload_metadata" ON "upload" USING GIN ("metadata" jsonb_path_ops) WHERE "metadata" IS NOT NULL;
CREATE INDEX "upload_object_metadata" ON "upload" USING GIN ("object_metadata" jsonb_path_ops)
    WHERE "object_metadata" IS NOT NULL;
CREATE INDEX "object_metadata" ON "object" USING GIN ("metadata" jsonb_path_ops) WHERE "metadata" IS NOT NULL;

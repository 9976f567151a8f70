-- What Prisma's schema language cannot say.

-- Bytes that the server stored for an object and that are not that object's yet: next to none, looked for every minute.
CREATE INDEX "upload_for_object" ON "upload"("created_at")
    WHERE "guard" = 'SERVER' AND "part_size_bytes" IS NULL AND "deleted_at" IS NULL
        AND "status" IN ('PENDING', 'IN_PROGRESS', 'COMPLETED');

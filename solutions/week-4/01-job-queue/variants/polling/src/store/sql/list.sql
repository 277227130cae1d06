SELECT document, id, (extract(epoch FROM created_at) * 1000000)::bigint::text AS micros
FROM documents
WHERE ($1::text IS NULL OR state = $1)
  AND ($2::text IS NULL OR type = $2)
  AND ($3::bigint IS NULL OR (created_at, id) < (timestamptz 'epoch' + $3 * interval '1 microsecond', $4::uuid))
ORDER BY created_at DESC, id DESC
LIMIT $5

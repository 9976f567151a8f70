/**
 * Every limit of the wire, without zod, so that browsers can check before they send. The source of each number stands
 * beside it.
 */

/** CONTRACT 4.1, `filename`: counted in characters (code points). */
export const MAX_FILENAME_CHARACTERS = 255
/** S3's largest single PUT, 5 GiB; larger files need multipart. */
export const MAX_SINGLE_PUT_BYTES = 5 * 1024 ** 3
/** Ours; S3's own is 5 MiB. The last part of a file may be smaller. An installation may set less, for its tests. */
export const MIN_PART_BYTES = 8 * 1024 ** 2
/** S3's largest part. */
export const MAX_PART_BYTES = 5 * 1024 ** 3
/** S3 numbers parts from 1 to this. */
export const MAX_PARTS = 10_000
/** S3's largest object: as many parts as it takes, each as large as it may be (48.8 TiB). */
export const MAX_MULTIPART_BYTES = MAX_PARTS * MAX_PART_BYTES
/** Parts that one request may ask URLs for. */
export const MAX_SIGNED_PARTS = 100
/** Signing more parts keeps an upload open, until this long after its create. */
export const MAX_MULTIPART_SECONDS = 7 * 86_400
/** CONTRACT 4.1: life of a presigned URL in seconds. */
export const MIN_EXPIRATION_SECONDS = 60
export const MAX_EXPIRATION_SECONDS = 86_400
export const DEFAULT_EXPIRATION_SECONDS = 3_600
/** Download URLs live for an hour. CONTRACT 5.6. */
export const DOWNLOAD_URL_SECONDS = 3_600
/** Decoding fails in clients of the contract for a longer URL. CONTRACT 1.10. */
export const MAX_URL_LENGTH = 2_083
/** JSON text of one `metadata` or `object_metadata`. */
export const MAX_METADATA_BYTES = 64 * 1024
export const MAX_METADATA_DEPTH = 32
/** A request body of the API; file bytes never pass through it. */
export const MAX_BODY_BYTES = 1024 * 1024
/** CONTRACT 4.1 and 5.7. */
export const MAX_PAGE_LIMIT = 1_000
export const MAX_PAGE_OFFSET = 10_000
export const DEFAULT_PAGE_LIMIT = 20
/** The header `Idempotency-Key`. */
export const MAX_IDEMPOTENCY_KEY_CHARACTERS = 255
/** Room for a file name of 255 characters, four bytes each, or a sort key of 200 control characters, in base64. */
export const MAX_CURSOR_CHARACTERS = 2_000
/** MIME types, owners, identifiers, names of buckets. */
export const MAX_NAME_CHARACTERS = 255
/** Above this size (10^6 bytes each) a sealed confirm runs as a task. CONTRACT 0.6. */
export const SYNC_SEAL_BYTES = 100_000_000
/** A renewal cannot carry an upload beyond a day after its create. CONTRACT 0.11. */
export const MAX_RENEWAL_SECONDS = 86_400
/** What is typed into a search box; it is looked for literally. */
export const MAX_SEARCH_CHARACTERS = 255
export const DEFAULT_OVERVIEW_DAYS = 14
/** After its `expires_at`, how long an upload that never completed can still be looked up. */
export const RECORDS_KEPT_DAYS = 30
export const MAX_OVERVIEW_DAYS = 90
/** Rows shown of each thing that needs attention, and where counting them stops. */
export const MAX_ATTENTION_ITEMS = 10
export const MAX_ATTENTION_COUNT = 1_000
/** Share of a limit above which a quota needs attention. */
export const QUOTA_WARNING_SHARE = 0.8
/** Life of an upload token in seconds. */
export const MIN_TOKEN_SECONDS = 60
export const MAX_TOKEN_SECONDS = 86_400
export const DEFAULT_TOKEN_SECONDS = 900
/** For so long after its end a token may still be continued by the next one. */
export const TOKEN_GRACE_SECONDS = 86_400
export const MAX_TOKEN_FILES = 10_000
export const MAX_TOKEN_CONTENT_TYPES = 20
/** JSON text of what a token is signed with: the whole of it has to fit into one header, which many proxies cut at 8 KB. */
export const MAX_TOKEN_RIGHTS_BYTES = 3 * 1024
export const MAX_TOKEN_CHARACTERS = 8_192
/** Open uploads without a size per token that has no owner, as per owner otherwise. CONTRACT 0.7. */
export const MAX_UNSIZED_PER_TOKEN = 20
/** Tokens are signed with a new key after a month; the one before verifies for as long as a token of it may live. */
export const SIGNING_KEY_SECONDS = 30 * 86_400
/** A one-time sign-in link that nobody uses dies with the day; a session lives for a month. */
export const SIGN_IN_LINK_SECONDS = 86_400
export const SESSION_SECONDS = 30 * 86_400
/** Open uploads that a look ahead at the sweep takes to the store, and rows that the page of health shows of anything. */
export const MAX_PREVIEWED_UPLOADS = 50
export const MAX_HEALTH_ITEMS = 20
/** How long a call waits for an upload to become final; what waits in one process, and of one organization in it. */
export const MAX_WAIT_SECONDS = 60
export const DEFAULT_WAIT_SECONDS = 30
export const MAX_WAITING = 1_000
export const MAX_WAITING_PER_ORGANIZATION = 200
/** CONTRACT 5.7: uploads of one batch create, confirmations of one batch confirm, objects of one batch. */
export const MAX_BATCH_ITEMS = 100
/** Bytes that come with a request as base64, each blob. CONTRACT 0.17. */
export const MAX_INLINE_BYTES = 5 * 1024 ** 2
/** A body that carries such bytes, or a hundred of anything. */
export const MAX_LARGE_BODY_BYTES = 8 * 1024 ** 2
export const MAX_BLOBS = 100
/**
 * Filters of lists: how deep AND, OR and NOT nest, all conditions, and all values of `in` and `nin` together, of which
 * one that metadata is compared with counts as ten.
 */
export const MAX_FILTER_DEPTH = 10
export const MAX_FILTER_CONDITIONS = 100
export const MAX_FILTER_VALUES = 1_000
/** Of one text that a field is compared with. */
export const MAX_FILTER_TEXT_CHARACTERS = 1_000
/** Fields named in `select`. */
export const MAX_SELECTED_FIELDS = 100
/** CONTRACT 4.1, ListUploadsRequest: `limit` in the body; in the query it may be `MAX_PAGE_LIMIT`. */
export const MAX_UPLOADS_BODY_LIMIT = 100

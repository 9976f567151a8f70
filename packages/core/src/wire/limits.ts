/**
 * Every limit of the wire, without zod, so that browsers can check before they send. The source of each number stands
 * beside it.
 */

/** CONTRACT 4.1, `filename`: counted in characters (code points). */
export const MAX_FILENAME_CHARACTERS = 255
/** S3's largest single PUT, 5 GiB; larger files need multipart. */
export const MAX_SINGLE_PUT_BYTES = 5 * 1024 ** 3
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
export const MAX_OVERVIEW_DAYS = 90
/** Rows shown of each thing that needs attention, and where counting them stops. */
export const MAX_ATTENTION_ITEMS = 10
export const MAX_ATTENTION_COUNT = 1_000
/** Share of a limit above which a quota needs attention. */
export const QUOTA_WARNING_SHARE = 0.8
/** A one-time sign-in link that nobody uses dies with the day; a session lives for a month. */
export const SIGN_IN_LINK_SECONDS = 86_400
export const SESSION_SECONDS = 30 * 86_400
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

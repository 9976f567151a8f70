/** PaginationResponse of the contract where no total was asked for. */
export const UNCOUNTED = {
  total: null,
  page: null,
  page_size: null,
  total_pages: null,
  next_page: null,
  previous_page: null,
  next_cursor: null,
}

/** And of one page that holds all there is. */
export const onlyPage = (total: number, pageSize: number) => ({
  ...UNCOUNTED,
  total,
  page: 1,
  page_size: pageSize,
  total_pages: 1,
})

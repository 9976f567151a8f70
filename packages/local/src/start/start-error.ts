/** Something a person has to change before Landfall can start; the message says what, and nothing else is shown. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

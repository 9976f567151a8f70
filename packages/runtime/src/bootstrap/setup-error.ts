/** A setting that a person has to change before anything can start; the message is all they are shown. */
export class SetupError extends Error {
  readonly setting: string

  constructor(setting: string, message: string, cause?: unknown) {
    super(`${setting}: ${message}`, { cause })
    this.name = 'SetupError'
    this.setting = setting
  }
}

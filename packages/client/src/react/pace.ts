/** Hundreds of small files tell more steps than anybody can see. */
const REDRAW_MS = 50

type Subscribe = (listener: () => void) => () => void

/** The first change is told at once, and what follows it closely, together. */
export const paced =
  (subscribe: Subscribe): Subscribe =>
  tell => {
    let timer: ReturnType<typeof setTimeout> | null = null
    let isStale = false
    const rest = () => {
      timer = null
      if (isStale) now()
    }
    const now = () => {
      isStale = false
      timer = setTimeout(rest, REDRAW_MS)
      tell()
    }
    const stop = subscribe(() => {
      if (timer === null) now()
      else isStale = true
    })
    return () => {
      stop()
      if (timer !== null) clearTimeout(timer)
    }
  }

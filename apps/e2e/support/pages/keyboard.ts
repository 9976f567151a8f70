import { expect, type Locator, type Page } from '@playwright/test'

/** On every stop of the way the focus can be seen. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const isThere = () => target.evaluate(element => element === document.activeElement)
  for (let stops = 0; !(await isThere()); stops += 1) {
    expect(stops, 'stops on the way').toBeLessThan(40)
    await page.keyboard.press('Tab')
    const style = page.locator(':focus').or(page.locator('body')).last()
    expect(await style.evaluate(isFocusVisible), await style.evaluate(element => element.outerHTML)).toBe(
      true,
    )
  }
}

/** Drawn around the element, or around the area that a link covers. */
function isFocusVisible(element: Element): boolean {
  const isDrawn = ({ outlineStyle, outlineWidth, boxShadow }: CSSStyleDeclaration) =>
    (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
  return (
    element === document.body ||
    isDrawn(getComputedStyle(element)) ||
    isDrawn(getComputedStyle(element, '::after'))
  )
}

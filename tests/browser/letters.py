"""Finds Bangla letters that no font can draw, and those that a box cuts off; run inside a page."""

from collections import Counter

from playwright.async_api import Page

PROOF = "ঊর্ধ্বতন ব্রাহ্মণবাড়িয়া লক্ষ্মীপুর কুমিল্লা ক্ষুধার্ত দুর্ঘটনা হ্যাঁ স্থানান্তর মূল্যায়ন সংঘাতে ভূমিকা কৃষ্ণ"
"""Words whose signs stand high above and hang deep below the line."""

_MISSING = r"""() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 72;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const drawn = (font, text) => {
    pen.clearRect(0, 0, 72, 72);
    pen.font = font;
    pen.fillText(text, 12, 48);
    return pen.getImageData(0, 0, 72, 72).data.join();
  };
  const seen = new Set(), boxes = new Map(), missing = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let letters = 0;
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const {fontFamily, fontWeight} = getComputedStyle(node.parentElement);
    const font = `${fontWeight} 36px ${fontFamily}`;
    // U+0984 is assigned to no letter: whatever looks like it is the box for a missing one.
    if (!boxes.has(font)) boxes.set(font, drawn(font, '\u0984'));
    for (const [letter] of node.data.matchAll(/[\u0980-\u09ff]/gu)) {
      letters += 1;
      if (seen.has(font + letter)) continue;
      seen.add(font + letter);
      if (drawn(font, letter) === boxes.get(font)) missing.add(letter);
    }
  }
  return {letters, missing: [...missing]};
}"""

_CUT_OFF = r"""(proof) => {
  const pen = document.createElement('canvas').getContext('2d');
  const controls = 'button, a, summary, input, textarea, select, [role=tab], [role=option], .chip';
  const inks = new Map();
  const ink = (style) => {
    const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    if (!inks.has(font)) {
      pen.font = font;
      const line = pen.measureText(proof);
      inks.set(font, {
        ascent: line.fontBoundingBoxAscent,
        above: line.actualBoundingBoxAscent,
        below: line.actualBoundingBoxDescent,
      });
    }
    return inks.get(font);
  };
  const cuts = (style) => style.overflowY !== 'visible';
  const cut = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.data.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter(({width}) => width > 0);
    if (lines.length === 0) continue;
    const own = node.parentElement, style = getComputedStyle(own);
    const box = own.closest(controls) ?? own;
    const boxStyle = getComputedStyle(box);
    if (boxStyle.clip !== 'auto' || boxStyle.clipPath !== 'none') continue;  // for ears only
    if (boxStyle.display === 'inline' || !(box.matches(controls) || cuts(boxStyle))) continue;
    const {ascent, above, below} = ink(style);
    const outer = box.getBoundingClientRect();
    const top = outer.top + box.clientTop, bottom = top + box.clientHeight;
    const first = lines[0].top + ascent - above, last = lines.at(-1).top + ascent + below;
    if (first < top - 1 || last > bottom + 1 && box.scrollHeight <= box.clientHeight)
      cut.push(`${box.tagName}.${box.className}: ${node.data.trim().slice(0, 40)} ` +
        `${Math.round(first - top)} ${Math.round(bottom - last)}`);
  }
  for (const box of document.querySelectorAll('button, input, summary, .chip, .btn'))
    if (box.scrollHeight > box.clientHeight && box.clientHeight > 1
        && getComputedStyle(box).display !== 'inline')
      cut.push(`${box.tagName}.${box.className}: ${box.scrollHeight} in ${box.clientHeight}`);
  return cut;
}"""

_MARK_BANGLA = r"""() => {
  for (const one of document.querySelectorAll('body *'))
    if (one.children.length === 0 && /^[\u0980-\u09ff\s]+$/.test(one.textContent)
        && /\S/.test(one.textContent) && one.getClientRects().length > 0)
      one.setAttribute('data-bangla', '');
}"""


async def missing_letters(page: Page) -> list[str]:
    """Bangla letters of the page that its fonts draw as the box for a missing one."""
    found = await page.evaluate(_MISSING)
    assert found["letters"] > 0, "the page has no Bangla"
    missing: list[str] = found["missing"]
    return missing


async def cut_off(page: Page) -> list[str]:
    """Controls, and boxes that hide what overflows, whose line is too low for the proof words."""
    found: list[str] = await page.evaluate(_CUT_OFF, PROOF)
    return found


async def fonts_of_bangla(page: Page) -> Counter[tuple[str, bool]]:
    """How many elements of nothing but Bangla each font has drawn: its family, whether ours."""
    await page.evaluate(_MARK_BANGLA)
    browser = await page.context.new_cdp_session(page)
    await browser.send("DOM.enable")
    await browser.send("CSS.enable")
    root = (await browser.send("DOM.getDocument"))["root"]["nodeId"]
    asked = {"nodeId": root, "selector": "[data-bangla]"}
    drawn: Counter[tuple[str, bool]] = Counter()
    for node in (await browser.send("DOM.querySelectorAll", asked))["nodeIds"]:
        fonts = (await browser.send("CSS.getPlatformFontsForNode", {"nodeId": node}))["fonts"]
        drawn.update({(font["familyName"], font["isCustomFont"]) for font in fonts})
    await browser.detach()
    return drawn

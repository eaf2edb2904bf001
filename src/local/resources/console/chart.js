// Charts as inline SVG: lines over time with two axes, and bars. Colors and sizes of text are in operations.css.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 360;
const HEIGHT = 150;
const PLOT = { left: 34, right: WIDTH - 34, top: 16, bottom: HEIGHT - 20 };

const shape = (tag, attributes, ...children) => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
};
const text = (x, y, anchor, words) => shape('text', { x, y, 'text-anchor': anchor }, words);
const title = (words) => shape('title', {}, words);

/** A number as people read it; nothing measured is a dash. */
export function number(value) {
  return value === null || value === undefined ? '–' : value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 });
}

const short = (value) => value.toLocaleString('en', { notation: 'compact', maximumFractionDigits: 1 });

/** The smallest of 1, 2, 4, 5 or 10 times a power of ten that is no less than a value. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map((factor) => factor * power).find((bound) => bound >= value * (1 - 1e-9));
}

const canvas = (label, ...children) => shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label }, ...children);
const rule = (y, kind) => shape('line', { x1: PLOT.left, x2: PLOT.right, y1: y, y2: y, class: kind });
const inPlot = (share) => PLOT.bottom - share * (PLOT.bottom - PLOT.top);
const summary = (widget) => `${widget.title}: ${widget.lines.map((line) => `${line.label} ${number(line.value)}`).join(', ')}`;

function axis(lines, side) {
  const values = lines.filter((line) => line.axis === side).flatMap((line) => line.points).filter((point) => point !== null);
  const top = Math.max(0, ...values);
  const percent = lines.some((line) => line.axis === side && line.label.endsWith('%'));
  return { used: values.length > 0, top: percent ? 100 : top > 0 ? ceiling(top) : 1 };
}

/** The parts of a line between which nothing was measured; a part may be one point long. */
function parts(points) {
  const found = [];
  points.forEach((point, index) => {
    if (point === null) {
      return;
    }
    if (index === 0 || points[index - 1] === null) {
      found.push([]);
    }
    found.at(-1).push([index, point]);
  });
  return found;
}

/** Draws lines over time. */
export function lines(widget, from, to) {
  const measured = widget.lines.filter((line) => line.measured);
  const axes = { left: axis(measured, 'left'), right: axis(measured, 'right') };
  const count = Math.max(2, ...measured.map((line) => line.points.length));
  const x = (index) => PLOT.left + (index / (count - 1)) * (PLOT.right - PLOT.left);
  const drawn = widget.lines.map((line, color) => (line.measured ? parts(line.points).map((part) => {
    const at = part.map(([index, value]) => [x(index).toFixed(1), inPlot(value / axes[line.axis].top).toFixed(1)]);
    const style = `c${color} ${line.axis}`;
    return at.length === 1
      ? shape('circle', { cx: at[0][0], cy: at[0][1], r: 2, class: `dot ${style}` }, title(`${line.label}: ${number(part[0][1])}`))
      : shape('polyline', { points: at.map((point) => point.join()).join(' '), class: `line ${style}` },
        title(`${line.label}, at most ${number(Math.max(...part.map(([, value]) => value)))}`));
  }) : [])).flat();
  const scale = (side, edge, anchor) => (axes[side].used
    ? [1, 0.5, 0].map((share) => text(edge, inPlot(share) + 3, anchor, short(share * axes[side].top))) : []);
  return canvas(summary(widget), rule(inPlot(1), 'grid'), rule(inPlot(0.5), 'grid'), rule(inPlot(0), 'base'),
    ...scale('left', PLOT.left - 4, 'end'), ...scale('right', PLOT.right + 4, 'start'),
    text(PLOT.left, HEIGHT - 5, 'start', from), text(PLOT.right, HEIGHT - 5, 'end', to), ...drawn);
}

/** Draws one bar for each line, with its number. */
export function bars(widget) {
  const step = (WIDTH - 8) / widget.lines.length;
  const top = Math.max(1, ...widget.lines.map((line) => line.value ?? 0));
  return canvas(summary(widget), shape('line', { x1: 4, x2: WIDTH - 4, y1: PLOT.bottom, y2: PLOT.bottom, class: 'base' }),
    ...widget.lines.flatMap((line, index) => {
      const y = inPlot((line.value ?? 0) / top);
      const middle = 4 + (index + 0.5) * step;
      return [
        shape('rect', { x: middle - step * 0.36, width: step * 0.72, y, height: PLOT.bottom - y, rx: 2, class: 'bar' }, title(`${line.label}: ${number(line.value)}`)),
        text(middle, y - 4, 'middle', number(line.value)),
        text(middle, HEIGHT - 6, 'middle', line.label),
      ];
    }));
}

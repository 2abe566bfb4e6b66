#include "render/grid.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <ostream>
#include <span>
#include <utility>

namespace kscan::render {
namespace {

constexpr std::size_t gap = 3;
constexpr std::size_t narrowest = 8;

using Widths = std::vector<std::size_t>;

std::size_t total(const Widths& widths) {
  return std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1));
}

/// Takes columns from the widest ones, none of which gets narrower than its floor.
Widths squeeze(Widths widths, const Widths& floors, std::size_t columns) {
  const auto spare = [&](std::size_t i) { return widths[i] > floors[i] ? widths[i] : 0; };
  for (std::size_t over = total(widths); over > columns; --over) {
    std::size_t widest = 0;
    for (std::size_t i = 1; i < widths.size(); ++i)
      if (spare(i) > spare(widest)) widest = i;
    if (spare(widest) == 0) break;
    --widths[widest];
  }
  return widths;
}

Widths floors_of(Widths widths, const Widths& shortest) {
  for (std::size_t i = 0; i < widths.size(); ++i)
    if (shortest[i] != 0) widths[i] = std::min(widths[i], shortest[i]);
  return widths;
}

Widths fit(Widths widths, const Widths& shortest, const Grid::Room& room) {
  if (room.columns == 0 || total(widths) <= room.columns) return widths;
  const std::size_t before_last = total(widths) - widths.back();
  if (before_last + shortest.back() <= room.columns && shortest.back() != 0) {
    widths.back() = room.columns - before_last;
    return widths;
  }
  if (widths.size() > room.least) widths.pop_back();
  while (widths.size() > room.least && total(floors_of(widths, shortest)) > room.columns)
    widths.pop_back();
  const Widths gentle = squeeze(widths, floors_of(widths, shortest), room.columns);
  Widths hard(widths.size(), narrowest);
  hard.front() = widths.front();
  return squeeze(gentle, hard, room.columns);
}

std::string emphasised(const std::string& text, std::string_view emphasis) {
  if (emphasis.empty()) return text;
  return fmt::format("\x1b[{}m{}\x1b[0m", emphasis, text);
}

/// Padding is written before the next cell that shows something, never at the end of a line.
void write_row(const std::vector<Grid::Cell>& row, const Widths& widths, std::ostream& out) {
  std::size_t padding = 0;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const std::string text = elide(row[i].text, widths[i]);
    if (!text.empty())
      out << std::string(std::exchange(padding, 0), ' ') << emphasised(text, row[i].emphasis);
    padding += widths[i] - display_width(text) + gap;
  }
  out << '\n';
}

}  // namespace

Grid::Grid(const std::vector<Column>& columns)
    : m_widths(columns.size(), 0) {
  std::vector<Cell> titles;
  for (const Column& column : columns) {
    titles.push_back({std::string(column.title)});
    m_shortest.push_back(column.shortest);
  }
  add(std::move(titles));
}

void Grid::add(std::vector<Cell> row) {
  for (std::size_t i = 0; i < m_widths.size(); ++i)
    m_widths[i] = std::max(m_widths[i], display_width(row[i].text));
  m_rows.push_back(std::move(row));
}

void Grid::write(const Room& room, std::ostream& out) const {
  const Widths widths = fit(m_widths, m_shortest, room);
  for (const std::vector<Cell>& row : std::span(m_rows).subspan(room.titles ? 0 : 1))
    write_row(row, widths, out);
}

}  // namespace kscan::render

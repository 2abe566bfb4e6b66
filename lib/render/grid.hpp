#pragma once
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::render {

/// Columns as kubectl prints them: three spaces apart, no borders, nothing after the last one. In
/// the order of importance: where room is short, the last column is cut, then it is dropped, then
/// the others are cut evenly, dropping from the right what would become unreadable.
class Grid {
public:
  struct Column {
    std::string_view title;
    std::size_t shortest = 0;  ///< it is cut down to this; 0: it is not cut
  };
  struct Cell {
    std::string text;             ///< printable
    std::string_view emphasis{};  ///< SGR parameters such as "1;31"; empty: none
  };
  struct Room {
    std::size_t columns = 0;  ///< of the terminal; 0: no limit
    std::size_t least = 1;    ///< so many columns are never dropped
    bool titles = true;       ///< the first line names the columns
  };
  explicit Grid(const std::vector<Column>& columns);
  void add(std::vector<Cell> row);  ///< as many cells as there are columns
  void write(const Room& room, std::ostream& out) const;

private:
  std::vector<std::size_t> m_widths;
  std::vector<std::size_t> m_shortest;
  std::vector<std::vector<Cell>> m_rows;
};

}  // namespace kscan::render

#include "render/grid.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace kscan::render {
namespace {

Grid grid_of_letters() {
  Grid grid({{"A"}, {"BB"}, {"CCC", 8}});
  grid.add({{"aaaa"}, {"b"}, {"a long last column"}});
  return grid;
}

std::string written(const Grid& grid, const Grid::Room& room = {}) {
  std::ostringstream out;
  grid.write(room, out);
  return out.str();
}

TEST(Grid, PutsThreeSpacesBetweenColumns) {
  EXPECT_EQ(written(grid_of_letters()), "A      BB   CCC\naaaa   b    a long last column\n");
}

TEST(Grid, CutsTheLastColumnFirst) {
  EXPECT_EQ(written(grid_of_letters(), {.columns = 20}), "A      BB   CCC\naaaa   b    a long …\n");
}

TEST(Grid, DropsTheLastColumnWhenTooLittleIsLeftOfIt) {
  EXPECT_EQ(written(grid_of_letters(), {.columns = 19}), "A      BB\naaaa   b\n");
}

TEST(Grid, DropsTheLastColumnWhenItMayNotBeCut) {
  Grid grid({{"A"}, {"B"}});
  grid.add({{"aaaa"}, {"1.2.3.4.5.6"}});
  EXPECT_EQ(written(grid, {.columns = 15}), "A\naaaa\n");
}

class SqueezedGrid : public testing::Test {
protected:
  SqueezedGrid() { m_grid.add({{"aaaaaaaaaa"}, {"bbbbbbbbbbbb"}, {"cccccccccc"}, {"d"}}); }
  Grid m_grid{{{"A"}, {"B", 9}, {"C", 9}, {"D"}}};
};

TEST_F(SqueezedGrid, CutsTheOthersOnceTheLastColumnIsGone) {
  EXPECT_EQ(written(m_grid, {.columns = 36}),
            "A            B            C\naaaaaaaaaa   bbbbbbbbb…   cccccccccc\n");
}

TEST_F(SqueezedGrid, DropsAColumnRatherThanCutTheOthersTooShort) {
  EXPECT_EQ(written(m_grid, {.columns = 33}), "A            B\naaaaaaaaaa   bbbbbbbbbbbb\n");
}

TEST_F(SqueezedGrid, KeepsWhatMayNotBeDropped) {
  EXPECT_EQ(written(m_grid, {.columns = 33, .least = 3}),
            "A            B          C\naaaaaaaaaa   bbbbbbb…   cccccccc…\n");
}

TEST_F(SqueezedGrid, OverflowsRatherThanBecomeUnreadable) {
  EXPECT_EQ(written(m_grid, {.columns = 3, .least = 2}), "A            B\naaaaaaaaaa   bbbbbbb…\n");
}

TEST(Grid, AlignsByWhatATerminalShows) {
  Grid grid({{"A"}, {"B"}});
  grid.add({{"日本"}, {"x"}});
  grid.add({{"e\u0301"}, {"y"}});
  EXPECT_EQ(written(grid), "A      B\n日本   x\ne\u0301      y\n");
}

TEST(Grid, EndsARowAfterItsLastText) {
  Grid grid({{"A"}, {"B"}, {"C"}});
  grid.add({{"a"}, {""}, {""}});
  grid.add({{""}, {"b"}, {""}});
  EXPECT_EQ(written(grid), "A   B   C\na\n    b\n");
}

TEST(Grid, EmphasisTakesNoRoom) {
  Grid grid({{"A"}, {"B"}});
  grid.add({{"aa", "1;31"}, {"b"}});
  EXPECT_EQ(written(grid), "A    B\n\x1b[1;31maa\x1b[0m   b\n");
}

}  // namespace
}  // namespace kscan::render

#include "ui/ui.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace kscan::ui {
namespace {

TEST(LineObserver, EscapesWhatComesFromTheCluster) {
  std::ostringstream err;
  make_line_observer(err)->on({0, "r.io/app:1", "failed: \x1b[31mred"});
  EXPECT_EQ(err.str(), "scan: r.io/app:1: failed: ^[[31mred\n");
}

TEST(PrintError, LetsKubectlsOwnWordsStandAlone) {
  std::ostringstream err;
  print_error(err, Error(Errc::not_found, "Error from server (NotFound): pods \"x\" not found"));
  EXPECT_EQ(err.str(), "Error from server (NotFound): pods \"x\" not found\n");
}

TEST(PrintError, AddsOneHintLine) {
  std::ostringstream err;
  print_error(err, Error(Errc::usage, "no name").hint("give one"));
  EXPECT_EQ(err.str(), "error: no name\nhint: give one\n");
}

TEST(Detect, FindsNoTerminalInAFile) {
  EXPECT_EQ(detect(-1, false, "xterm").columns, 0);
}

}  // namespace
}  // namespace kscan::ui

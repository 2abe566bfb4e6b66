#include "kubectl-scan/program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::cmd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Program, ItsNameIsNoWord) {
  EXPECT_THAT(words_of({"/usr/bin/kubectl-scan", "pod", "x"}), ElementsAre("pod", "x"));
  EXPECT_THAT(words_of({"kubectl-scan"}), IsEmpty());
  EXPECT_THAT(words_of({}), IsEmpty());
}

TEST(Program, UnderKubectlsNameForItCompletes) {
  EXPECT_THAT(words_of({"/usr/bin/kubectl_complete-scan", "pod", ""}),
              ElementsAre("__complete", "pod", ""));
}

}  // namespace
}  // namespace kscan::cmd

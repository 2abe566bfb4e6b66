#include "kubectl-scan/program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

namespace kscan::cmd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Program, ItsNameIsNoWord) {
  EXPECT_THAT(words_of({"/usr/bin/kubectl-scan", "pod", "x"}), ElementsAre("pod", "x"));
  EXPECT_THAT(words_of({"kubectl-scan"}), IsEmpty());
  EXPECT_THAT(words_of({}), IsEmpty());
}

TEST(Program, UnderKubectlsNameForItCompletes) {
  EXPECT_THAT(words_of({"/usr/bin/kubectl_complete-scan", "pod", ""}),
              ElementsAre("__complete", "pod", ""));
}

TEST(Program, AHintThatKnowsBetterIsNotReplacedByACommand) {
  const kubeconfig::System system{
      .env = [](const std::string&) { return std::nullopt; },
      .read_file = [](const std::filesystem::path&) -> Result<std::string> {
        return fail(Errc::not_found, "not there");
      }};
  std::ostringstream out;
  std::ostringstream err;
  Surroundings around{system, out, err};
  EXPECT_EQ(run_program({"image:1"}, around), 1);
  EXPECT_THAT(err.str(), HasSubstr("kubectl scan image image:1"));
  EXPECT_THAT(err.str(), Not(HasSubstr("did you mean")));
}

}  // namespace
}  // namespace kscan::cmd

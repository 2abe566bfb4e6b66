#include "kubectl-scan/completion.hpp"
#include "kubectl-scan/half_typed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace kscan::cmd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

using Words = std::vector<std::string>;

constexpr const char* config =
    "{kind: Config, clusters: [{name: c1, cluster: {server: 'https://127.0.0.1:1'}}],"
    " contexts: [{name: prod, context: {cluster: c1, user: u1}}, {name: \"a\\e[31m\", context: "
    "{cluster: c1}}, {name: 'p;curl${IFS}x|sh', context: {cluster: c1}}, {name: 'p$(id)', context: "
    "{cluster: c1}}, {name: 'p q', context: {cluster: c1}}, {name: 'arn:aws:eks:eu:1:cluster/x_1', "
    "context: {cluster: c1}}], users: [{name: u1, user: {token: t}}], current-context: prod}";

/// With a kubeconfig whose server nobody listens at.
class Completions : public testing::Test {
protected:
  std::string ask(Words words, const std::string& request = "__completeNoDesc") {
    words.insert(words.begin(), request);
    std::ostringstream out;
    std::ostringstream err;
    Surroundings around{system, out, err};
    EXPECT_EQ(answer_complete_request(words, around), 0);
    EXPECT_THAT(err.str(), IsEmpty());
    return out.str();
  }
  std::map<std::string, std::string> files{{"/k", config}};
  kubeconfig::System system{
      .env = [](const std::string& name) -> std::optional<std::string> {
        if (name == "KUBECONFIG") return "/k";
        return std::nullopt;
      },
      .read_file = [this](const std::filesystem::path& path) -> Result<std::string> {
        const auto found = files.find(path.string());
        if (found == files.end()) return fail(Errc::not_found, "not there");
        return found->second;
      }};
};

struct Asked {
  std::string name;
  Words words;
  std::string answer;
};

class CompletionTable : public Completions, public testing::WithParamInterface<Asked> {};

TEST_P(CompletionTable, IsAnsweredInCobrasWay) {
  EXPECT_EQ(ask(GetParam().words), GetParam().answer);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    CompletionTable,
    testing::Values(
        Asked{"Command", {"vers"}, "version\n:4\n"},
        Asked{"CommandOrType", {"po"}, "pod\npods\n:4\n"},
        Asked{"Type", {"stat"}, "statefulsets\n:4\n"},
        Asked{"Subcommand", {"config", "c"}, "connection\n:4\n"},
        Asked{"Flag", {"pod", "--sev"}, "--severity\n:4\n"},
        Asked{"FlagOfWhatHasNoCommand", {"--field-s"}, "--field-selector\n:4\n"},
        Asked{"FlagOfTheConnection", {"pod", "--cont"}, "--container\n--context\n:4\n"},
        Asked{"Value", {"pod", "--severity", "h"}, "high\n:36\n"},
        Asked{"ValueAfterEquals", {"pod", "--severity=h"}, "high\n:36\n"},
        Asked{"ValueOfAShorthand", {"pod", "-o", "jsonl"}, "jsonl\n:36\n"},
        Asked{"ValueInAList", {"pod", "--severity", "low,h"}, "low,high\n:36\n"},
        Asked{"ValueByCommand", {"images", "-o", ""}, "table\nwide\nname\njson\nyaml\n:36\n"},
        Asked{"Truth", {"pod", "--keep="}, "true\nfalse\n:36\n"},
        Asked{"Files", {"report", ""}, ":0\n"},
        Asked{"FilesOfAFlag", {"pod", "-f", ""}, ":0\n"},
        Asked{"FilesOfAFormat", {"pod", "-o", "json="}, ":0\n"},
        Asked{"Directories", {"pod", "-k", ""}, ":16\n"},
        Asked{"FreeText", {"pod", "-l", ""}, ":4\n"},
        Asked{"NotTheFirstWordOfExplain", {"explain", ""}, ":4\n"},
        Asked{"Shells", {"completion", "z"}, "zsh\n:4\n"},
        Asked{"HelpTopics", {"help", "ex"}, "explain\nexit-codes\n:4\n"},
        Asked{"AfterUnknownFlags", {"--frobnicate", "pod", "--dry-run", "s"}, "server\n:36\n"},
        Asked{"PodsOfMatch", {"match", ""}, "pod/\n:6\n"},
        Asked{"Clusters", {"--cluster", ""}, "c1\n:4\n"},
        Asked{"Users", {"pod", "--user="}, "u1\n:4\n"},
        Asked{"ContextsThatNoShellTakesForMore",
              {"--context", ""},
              "arn:aws:eks:eu:1:cluster/x_1\nprod\n:4\n"},
        Asked{"TypesThatNobodyHasHeardOf", {"widgets/"}, ":4\n"},
        Asked{"RunsOfAServerThatIsAway", {"attach", ""}, ":4\n"},
        Asked{"NamesOfAServerThatIsAway", {"pod", ""}, ":4\n"},
        Asked{"SlashedNamesOfAServerThatIsAway", {"deploy/"}, ":4\n"},
        Asked{"NothingAtAll", {"help", "pod", ""}, ":4\n"}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(Completions, HaveDescriptionsOnDemand) {
  EXPECT_EQ(ask({"vers"}, "__complete"),
            "version\tShow the versions of the plugin and of the cluster\n:4\n");
}

TEST_F(Completions, OfNothingAreTheCommands) {
  EXPECT_THAT(ask({}), StartsWith("pod\nnamespace\n"));
  EXPECT_THAT(ask({""}), Not(HasSubstr("TYPE")));
}

TEST_F(Completions, AreSilentWithoutAKubeconfig) {
  files.clear();
  EXPECT_EQ(ask({"pod", "--context", ""}), ":4\n");
  EXPECT_EQ(ask({"pod", ""}), ":4\n");
}

TEST(HalfTyped, KnowsWhatWasGivenBefore) {
  CommandLine line;
  const Words words{"-n", "shop", "pods", "web-0", "--context=prod", "-An", "till", ""};
  const HalfTyped half = read_half_typed(line, words);
  EXPECT_EQ(half.command->get_name(), "pod");
  EXPECT_THAT(half.words, ElementsAre("web-0"));
  EXPECT_THAT(values_of(half, "namespace"), ElementsAre("till", "shop"));
  EXPECT_THAT(values_of(half, "context"), ElementsAre("prod"));
  EXPECT_EQ(half.flag, nullptr);
}

TEST(HalfTyped, KnowsShorthandsOfSwitches) {
  CommandLine line;
  EXPECT_THAT(values_of(read_half_typed(line, Words{"images", "-A", ""}), "all-namespaces"),
              ElementsAre("true"));
  const Words words{"images", "-A=false", "-n=shop", ""};
  const HalfTyped half = read_half_typed(line, words);
  EXPECT_THAT(values_of(half, "all-namespaces"), ElementsAre("false"));
  EXPECT_THAT(values_of(half, "namespace"), ElementsAre("shop"));
}

TEST(HalfTyped, KnowsTheFlagWhoseValueIsMissing) {
  CommandLine line;
  const HalfTyped half = read_half_typed(line, Words{"images", "-Ao", "j"});
  ASSERT_NE(half.flag, nullptr);
  EXPECT_EQ(half.flag->get_lnames().front(), "output");
  EXPECT_EQ(half.typed, "j");
}

TEST(CompletionScripts, ExistForEachShell) {
  for (const std::string_view shell : shells())
    EXPECT_THAT(std::string(completion_script(shell)), HasSubstr("__complete"));
  EXPECT_TRUE(completion_script("tcsh").empty());
}

}  // namespace
}  // namespace kscan::cmd

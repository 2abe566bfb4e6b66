#include "base/error.hpp"
#include "kubectl-scan/arguments.hpp"

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::cmd {
namespace {

using Words = std::vector<std::string>;

/// One command "pod" with -n/--namespace, --as-group, --keep, -q; the program itself has -s.
class Arguments : public testing::Test {
protected:
  Arguments() {
    m_app.add_option("-s,--server", m_text);
    auto* const pod = m_app.add_subcommand("pod");
    pod->add_option("-n,--namespace", m_text);
    pod->add_option("--as-group", m_text);
    pod->add_flag("-q,--keep", m_truth);
    pod->add_option("NAME", m_names);
  }
  Words said(const Words& typed) { return normalized(typed, m_app); }
  std::string refusal(const Words& typed) {
    try {
      std::ignore = normalized(typed, m_app);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::usage);
      return error.message();
    }
    ADD_FAILURE() << "accepted";
    return {};
  }
  CLI::App m_app;
  std::string m_text;
  bool m_truth = false;
  Words m_names;
};

struct Typed {
  std::string name;
  Words typed, said;
};

class ArgumentsTable : public Arguments, public testing::WithParamInterface<Typed> {};

TEST_P(ArgumentsTable, AreReadAsPflagReadsThem) {
  EXPECT_EQ(said(GetParam().typed), GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    ArgumentsTable,
    testing::Values(
        Typed{"Nothing", {}, {}},
        Typed{"Separate", {"pod", "x", "-n", "a"}, {"pod", "x", "--namespace=a"}},
        Typed{"Joined", {"pod", "-na"}, {"pod", "--namespace=a"}},
        Typed{"ShortWithEquals", {"pod", "-n=a"}, {"pod", "--namespace=a"}},
        Typed{"Long", {"pod", "--namespace", "a"}, {"pod", "--namespace=a"}},
        Typed{"LongWithEquals", {"pod", "--namespace=a=b"}, {"pod", "--namespace=a=b"}},
        Typed{"Empty", {"pod", "--namespace="}, {"pod", "--namespace", ""}},
        Typed{"EmptyNext", {"pod", "-n", "", "x"}, {"pod", "--namespace", "", "x"}},
        Typed{"ValueLikeAFlag", {"pod", "-n", "-x"}, {"pod", "--namespace=-x"}},
        Typed{"ValueLikeTheEnd", {"pod", "-n", "--"}, {"pod", "--namespace=--"}},
        Typed{"Underscores", {"pod", "--as_group", "a_b"}, {"pod", "--as-group=a_b"}},
        Typed{"Cluster", {"pod", "-qn", "a"}, {"pod", "-q", "--namespace=a"}},
        Typed{"Truth", {"pod", "--keep", "x"}, {"pod", "--keep", "x"}},
        Typed{"TruthWithValue", {"pod", "--keep=T"}, {"pod", "--keep=true"}},
        Typed{"ShorthandWithTruth", {"pod", "-q=T", "x"}, {"pod", "--keep=true", "x"}},
        Typed{"ShorthandWithUntruth", {"pod", "-q=0"}, {"pod", "--keep=false"}},
        Typed{"ShorthandWithUntruthBeforeTheCommand", {"-q=f", "pod"}, {"pod", "--keep=false"}},
        Typed{"Untruth", {"pod", "--keep=0"}, {"pod", "--keep=false"}},
        Typed{"TheEnd", {"pod", "--", "-n", "a"}, {"pod", "--", "-n", "a"}},
        Typed{"Dash", {"pod", "-"}, {"pod", "-"}},
        Typed{"FlagOfTheProgramAfterTheCommand", {"pod", "-s", "u"}, {"pod", "--server=u"}},
        Typed{"FlagOfTheProgramBefore",
              {"-s", "u", "pod", "-n", "a"},
              {"pod", "--server=u", "--namespace=a"}},
        Typed{"CommandAsValue", {"-s", "pod", "pod"}, {"pod", "--server=pod"}},
        Typed{"FlagOfTheCommandBefore", {"-q", "pod", "x"}, {"pod", "-q", "x"}},
        Typed{"CommandAsName", {"pod", "pod"}, {"pod", "pod"}},
        Typed{"CommandAfterAnotherWord", {"x", "pod"}, {"x", "pod"}}),
    [](const auto& tested) { return tested.param.name; });

/// The same with "TYPE" for what names no command: it has -l/--selector and -A.
class UnnamedArguments : public Arguments, public testing::WithParamInterface<Typed> {
protected:
  UnnamedArguments()
      : m_unnamed(m_app.add_subcommand("TYPE")) {
    m_unnamed->add_option("-l,--selector", m_text);
    m_unnamed->add_flag("-A,--all-namespaces", m_truth);
    m_unnamed->add_option("-n,--namespace", m_text);
    m_unnamed->add_option("TARGET", m_names);
  }
  CLI::App* m_unnamed;
};

TEST_P(UnnamedArguments, HaveACommandOfTheirOwn) {
  EXPECT_EQ(normalized(GetParam().typed, m_app, m_unnamed), GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    UnnamedArguments,
    testing::Values(
        Typed{"Nothing", {}, {}},
        Typed{"OnlyFlagsOfTheProgram", {"-s", "u"}, {"--server=u"}},
        Typed{"OnlyItsFlag", {"-A"}, {"TYPE", "-A"}},
        Typed{"OnlyItsSwitchWithValue", {"-A=true"}, {"TYPE", "--all-namespaces=true"}},
        Typed{"OnlyItsFlagWithValue", {"--selector", "a"}, {"TYPE", "--selector=a"}},
        Typed{"Word", {"deploy/web"}, {"TYPE", "deploy/web"}},
        Typed{"WordThenCommand", {"deploy", "pod"}, {"TYPE", "deploy", "pod"}},
        Typed{"ValueLikeACommand", {"-l", "pod", "deploy"}, {"TYPE", "--selector=pod", "deploy"}},
        Typed{"Cluster", {"-An", "pod", "sts"}, {"TYPE", "-A", "--namespace=pod", "sts"}},
        Typed{"NamedAllTheSame", {"-n", "a", "pod", "x"}, {"pod", "--namespace=a", "x"}},
        Typed{"NamedAfterTheEnd", {"--", "pod"}, {"TYPE", "--", "pod"}},
        Typed{"ItsOwnName", {"TYPE", "x"}, {"TYPE", "TYPE", "x"}}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(Arguments, ThatAreUnknownAreRefusedInKubectlsWords) {
  EXPECT_EQ(refusal({"pod", "--what"}), "unknown flag: --what");
  EXPECT_EQ(refusal({"pod", "--what=x"}), "unknown flag: --what");
  EXPECT_EQ(refusal({"pod", "-qz"}), "unknown shorthand flag: 'z' in -qz");
  EXPECT_EQ(refusal({"--what", "pod"}), "unknown flag: --what");
}

TEST_F(Arguments, ThatLackAValueAreRefusedInKubectlsWords) {
  EXPECT_EQ(refusal({"pod", "--namespace"}), "flag needs an argument: --namespace");
  EXPECT_EQ(refusal({"pod", "-qn"}), "flag needs an argument: 'n' in -qn");
}

TEST_F(Arguments, TruthMustBeTrueOrFalse) {
  EXPECT_EQ(refusal({"pod", "--keep=maybe"}),
            "invalid argument \"maybe\" for \"-q, --keep\" flag: strconv.ParseBool: parsing "
            "\"maybe\": invalid syntax");
  EXPECT_EQ(refusal({"pod", "-q=maybe"}), refusal({"pod", "--keep=maybe"}));
  EXPECT_EQ(refusal({"pod", "-q="}), "unknown shorthand flag: '=' in -q=");
}

}  // namespace
}  // namespace kscan::cmd

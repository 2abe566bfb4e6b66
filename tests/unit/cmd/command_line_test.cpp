// All commands, with all their flags.
#include "kubectl-scan/arguments.hpp"
#include "kubectl-scan/command_line.hpp"
#include "kubectl-scan/environment.hpp"
#include "kubectl-scan/flag_candidates.hpp"
#include "kubectl-scan/help.hpp"
#include "render/format.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace kscan::cmd {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const kubeconfig::System nothing{
    .env = [](const std::string&) { return std::nullopt; },
    .read_file = [](const std::filesystem::path&) -> Result<std::string> {
      return fail(Errc::not_found, "not there");
    }};

/// Each command, filled in, those below others too.
void each_command(CLI::App& parent, const std::function<void(CLI::App&)>& visit) {
  for (CLI::App* const command : parent.get_subcommands([](const CLI::App*) { return true; })) {
    fill_in(*command);
    visit(*command);
    each_command(*command, visit);
  }
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

/// What a shell makes of words and single quotes; up to a pipe, a redirection or a comment.
std::vector<std::string> shell_words(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  for (const char c : line + " ") {
    if (c == '\'') {
      quoted = !quoted;
    } else if (c != ' ' || quoted) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

/// The arguments of each call in the examples.
std::vector<std::vector<std::string>> examples_in(const std::string& help) {
  const std::string name = "kubectl scan ";
  std::vector<std::vector<std::string>> examples;
  const std::size_t begin = std::min(help.find("Examples:"), help.size());
  for (const std::string& line : lines_of(help.substr(begin))) {
    const std::size_t at = line.find(name);
    if (at == std::string::npos || line.starts_with("  #") || !line.starts_with("  ")) continue;
    examples.push_back(shell_words(line.substr(at + name.size())));
  }
  return examples;
}

void expect_action(const std::vector<std::string>& words) {
  CommandLine line;
  EXPECT_NO_THROW(line.parse(words, nothing)) << testing::PrintToString(words);
  EXPECT_TRUE(line.chosen) << testing::PrintToString(words);
}

TEST(CommandLine, EachCommandHasExamplesThatParse) {
  CommandLine line;
  std::size_t seen = 0;
  each_command(line.root, [&](CLI::App& command) {
    const auto examples = examples_in(command.help());
    EXPECT_TRUE(!examples.empty() || command.get_subcommands({}).size() > 0
                || !command.get_subcommands([](const CLI::App*) { return true; }).empty())
        << command.get_name();
    for (const auto& words : examples)
      expect_action(words);
    seen += examples.size();
  });
  EXPECT_GT(seen, 30U);
}

TEST(CommandLine, TheExamplesOfTheOverviewAndOfEachTopicParse) {
  const CommandLine line;
  for (const auto& words : examples_in(overview(line.root)))
    expect_action(words);
  for (const Topic& topic : topics()) {
    const auto examples = examples_in(std::string(topic.text));
    EXPECT_THAT(examples, Not(IsEmpty())) << topic.name;
    for (const auto& words : examples)
      expect_action(words);
  }
}

TEST(CommandLine, OnlyTheNamedCommandHasItsFlags) {
  CommandLine line;
  line.parse({"images", "-A"}, nothing);
  EXPECT_NE(command_named(line.root, "images")->get_option_no_throw("--selector"), nullptr);
  EXPECT_EQ(command_named(line.root, "pod")->get_option_no_throw("--selector"), nullptr);
}

TEST(CommandLine, WhatStandsForATypeIsNoCommandThatPeopleType) {
  const CommandLine line;
  EXPECT_THAT(command_names(line.root), Not(testing::Contains(line.unnamed->get_name())));
}

TEST(CommandLine, FlagsBeforeTheirCommandAreKnown) {
  CommandLine line;
  line.parse({"-n", "shop", "-l", "app=web", "pods"}, nothing);
  EXPECT_EQ(line.connection.ns, "shop");
  EXPECT_TRUE(line.chosen);
}

/// By the placeholder: a word of a few, or a name of something that is there.
bool has_known_values(const std::string& placeholder) {
  const std::vector<std::string> known{
      "FORMAT", "FORMAT[=FILE]", "LEVEL", "MODE", "WHEN", "POLICY", "FILE", "DIR", "NS", "STATUS"};
  return std::ranges::find(known, placeholder) != known.end();
}

TEST(CommandLine, ValuesThatAreKnownAreCompleted) {
  CommandLine line;
  each_command(line.root, [](CLI::App& command) {
    for (const CLI::Option* const flag : command.get_options()) {
      if (flag->get_lnames().empty()) continue;
      if (has_known_values(flag->get_type_name())) {
        EXPECT_TRUE(values_for(command.get_name(), *flag)) << flag->get_name();
      }
    }
  });
}

TEST(CommandLine, EveryVariableIsNamedAfterItsFlag) {
  CommandLine line;
  each_command(line.root, [](CLI::App& command) {
    for (const CLI::Option* const flag : command.get_options())
      if (!flag->get_envname().empty()) {
        EXPECT_EQ(flag->get_envname(), variable_of(flag->get_lnames().front()));
      }
  });
}

TEST(Overview, NamesEachCommandAndTopic) {
  const CommandLine line;
  const std::string text = overview(line.root);
  for (const std::string& name : command_names(line.root))
    EXPECT_THAT(text, HasSubstr("\n  " + name + " "));
  for (const Topic& topic : topics())
    EXPECT_THAT(text, HasSubstr("\n  " + std::string(topic.name) + " "));
}

TEST(Topics, KnowEachFormat) {
  const auto formats = std::ranges::find(topics(), std::string_view("formats"), &Topic::name);
  for (const std::string_view name : render::format_names())
    EXPECT_THAT(std::string(formats->text), HasSubstr("\n  " + std::string(name) + " "));
}

TEST(Topics, FitATerminal) {
  for (const Topic& topic : topics())
    for (const std::string& line : lines_of(std::string(topic.text)))
      EXPECT_LE(line.size(), 100U) << line;
}

}  // namespace
}  // namespace kscan::cmd

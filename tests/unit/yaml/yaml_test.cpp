#include "yaml/yaml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include <string>

namespace kscan::yaml {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string error_of(std::string_view text) {
  const auto documents = parse(text);
  return documents ? "none" : documents.error().message();
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i)
    all += text;
  return all;
}

TEST(Yaml, LeavesOutEmptyDocuments) {
  EXPECT_THAT(parse("---\n# c\n---\na: 1\n---\nnull\n---\n").value(), ElementsAre(json{{"a", 1}}));
  EXPECT_THAT(parse("").value(), IsEmpty());
}

TEST(Yaml, NamesTheLineInTheFile) {
  EXPECT_EQ(error_of("a: 1\n---\nb:\n  c: d: e\n"),
            "error converting YAML to JSON: yaml: line 4: illegal map value");
  EXPECT_THAT(error_of("a: 1\n\nb: \x01\n"), HasSubstr("line 3: control characters"));
  EXPECT_THAT(error_of("{\"a\":1}\n---\nb: !!int x\n"), HasSubstr("line 3: cannot decode"));
}

struct Faulty {
  std::string name;
  std::string text;
};

class YamlFault : public testing::TestWithParam<Faulty> {};

TEST_P(YamlFault, IsToldWithoutTheText) {
  const auto error = error_of(GetParam().text);
  EXPECT_THAT(error, Not(HasSubstr("sesame")));
  EXPECT_NE(error, "none");
}

INSTANTIATE_TEST_SUITE_P(Yaml,
                         YamlFault,
                         testing::ValuesIn(std::vector<Faulty>{
                             {"UnknownAnchor", "a: *sesame\n"},
                             {"UnknownEscape", "a: \"\\sesame\"\n"},
                             {"BadVersion", "%YAML sesame\n---\na: 1\n"},
                             {"BadUnicode", "a: \"\\ud800sesame\"\n"},
                             {"BadType", "a: !!int sesame\n"},
                             {"BadBinary", "a: !!binary sesame!\n"},
                             {"BadKey", "[sesame]: 1\n"},
                             {"NullKey", "~: sesame\n"},
                             {"BadSeparator", "a: 1\n--- sesame\n"},
                             {"BadMerge", "a:\n  <<: sesame\n"},
                             {"OpenQuote", "a: 'sesame\n"},
                             {"OpenFlow", "a: [sesame\n"},
                             {"MixedBlock", "- sesame\nsesame: 1\n"},
                             {"BadJson", "{\"sesame\":sesame}x"},
                             {"JsonAndMore", "{\"a\":1}{\"b\":2} sesame"},
                             {"SecondRoot", "{a: 1}\nsesame: 1\n"},
                             {"Infinite", "sesame: .inf\n"},
                             {"BadTab", "a:\n\tsesame: 1\n"},
                         }),
                         [](const auto& row) { return row.param.name; });

TEST(Yaml, IsBoundedInDepth) {
  EXPECT_THAT(error_of(repeated("[", 100'000)), HasSubstr("nested too deeply"));
  EXPECT_THAT(error_of(repeated("- ", 100'000)), HasSubstr("nested too deeply"));
  EXPECT_NE(error_of(repeated("{\"a\":", 100'000) + "1" + repeated("}", 100'000)), "none");
}

TEST(Yaml, IsBoundedInDepthAcrossAliases) {
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 20; ++i) {
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " " + repeated("[", 100) + "*a"
            + std::to_string(i - 1) + repeated("]", 100) + "\n";
  }
  EXPECT_THAT(error_of(text), HasSubstr("nested too deeply"));
}

TEST(Yaml, IsBoundedInSize) {
  EXPECT_THAT(error_of(std::string(most_bytes + 1, ' ')), HasSubstr("more than 16 MiB"));
  EXPECT_THAT(error_of("[" + repeated(",,", 1'000'000)), Not("none"));
}

TEST(Yaml, IsBoundedInWhatAliasesRepeat) {
  std::string wide = "a: &a " + std::string(2'000'000, 'x') + "\nb: [*a";
  EXPECT_THAT(error_of(wide + repeated(", *a", 100) + "]\n"), HasSubstr("excessive aliasing"));
  EXPECT_THAT(error_of(wide + repeated(", {*a : 1}", 100) + "]\n"),
              HasSubstr("excessive aliasing"));
  EXPECT_EQ(error_of(wide + repeated(", *a", 5) + "]\n"), "none");
}

TEST(Yaml, RefusesAnAliasInsideWhatItNames) {
  EXPECT_THAT(error_of("a: &a [*a]\n"), HasSubstr("contains itself"));
}

TEST(YamlObjects, AreTakenOutOfLists) {
  const auto all = objects("{kind: List, items: [{kind: A}, {kind: List, items: [{kind: C}]}, "
                           "{kind: B}]}\n---\nkind: D\n");
  std::vector<std::string> kinds;
  for (const auto& object : all.value())
    kinds.push_back(object["kind"].get<std::string>());
  EXPECT_THAT(kinds, ElementsAre("A", "B", "C", "D"));
}

TEST(YamlObjects, HaveTheKindOfTheirTypedList) {
  const auto all = objects("{kind: SecretList, apiVersion: v1, items: [{type: x}]}");
  EXPECT_THAT(all.value(),
              ElementsAre(json{{"kind", "Secret"}, {"apiVersion", "v1"}, {"type", "x"}}));
}

TEST(YamlObjects, MustBeObjectsWithAKind) {
  EXPECT_EQ(objects("a: 1\n").error().message(), "Object 'Kind' is missing");
  EXPECT_EQ(objects("- kind: A\n").error().message(), "a document is not an object");
  EXPECT_EQ(objects("{kind: List, items: 5}").error().message(), "\"items\" is not a list");
  EXPECT_EQ(objects("{kind: List, items: [5]}").error().message(),
            "an item of a list is not an object");
  EXPECT_THAT(objects("{kind: List, items: null}").value(), IsEmpty());
}

/// Texts that get past the first bytes.
rc::Gen<std::string> yaml_like() {
  const auto piece = rc::gen::element<std::string>("a",
                                                   ": ",
                                                   "- ",
                                                   "\n",
                                                   "\n  ",
                                                   "\n    ",
                                                   "[",
                                                   "]",
                                                   "{",
                                                   "}",
                                                   ", ",
                                                   "&a ",
                                                   "*a",
                                                   "<<: ",
                                                   "'",
                                                   "\"",
                                                   "\\",
                                                   "|\n",
                                                   ">-\n",
                                                   "!!int ",
                                                   "!x ",
                                                   "1",
                                                   "0x",
                                                   ".5",
                                                   "~",
                                                   "yes",
                                                   "---",
                                                   "...",
                                                   "#",
                                                   " # ",
                                                   "%",
                                                   "?",
                                                   "\t",
                                                   "\xc3\xa9",
                                                   "\xff",
                                                   "@",
                                                   "\"k\":");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const auto& pieces) {
    std::string text;
    for (const std::string& part : pieces)
      text += part;
    return text;
  });
}

RC_GTEST_PROP(YamlProperty, TakesAnythingWithoutCrash, ()) {
  const auto documents = parse(*yaml_like());
  if (!documents) RC_ASSERT(!documents.error().message().empty());
}

/// ASCII only: what is beyond the BMP, JSON escapes in a way that YAML does not know.
RC_GTEST_PROP(YamlProperty, ReadsJsonAsItIs, (std::int64_t number)) {
  const auto letter = rc::gen::inRange<char>(0, 127);
  const auto text = *rc::gen::container<std::string>(letter);
  const std::string written = json{{"text", text}, {"list", {number, nullptr}}}.dump();
  const std::vector<json> expected{json::parse(written)};
  RC_ASSERT(parse(written).value() == expected);
  RC_ASSERT(parse("---\n" + written).value() == expected);
}

}  // namespace
}  // namespace kscan::yaml

#include "render/render.hpp"
#include "unit/render/sample_reports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace kscan::render {
namespace {

using testing::StartsWith;

std::string rendered(Format format) {
  std::ostringstream out;
  render(format, report_of({clean_image()}), {}, out);
  return out.str();
}

TEST(ParseOutput, KnowsEveryFormat) {
  for (const std::string_view name : format_names()) {
    const Result<Format> format = parse_format(name);
    ASSERT_TRUE(format) << name;
    EXPECT_EQ(to_string(*format), name);
  }
}

TEST(ParseOutput, ErrorListsWhatIsAllowed) {
  const Result<Output> output = parse_output("yml");
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code(), Errc::usage);
  EXPECT_EQ(output.error().message(),
            "unable to match a printer suitable for the output format \"yml\", allowed formats "
            "are: csv,custom-columns,cyclonedx,github,gitlab,html,json,jsonl,jsonpath,junit,"
            "markdown,name,openvex,prometheus,sarif,summary,table,wide,yaml");
}

TEST(ParseOutput, IsNotFuzzy) {
  for (const char* name : {"", "JSON", "json ", "tab", "json:x"})
    EXPECT_FALSE(parse_output(name)) << name;
}

TEST(ParseOutput, TakesAFile) {
  EXPECT_EQ(*parse_output("json=a=b.json"), (Output{.format = Format::json, .file = "a=b.json"}));
  EXPECT_EQ(*parse_output("html=-"), Output{.format = Format::html});
  EXPECT_FALSE(parse_output("html="));
}

TEST(ParseOutput, OfATemplateTakesNoFile) {
  EXPECT_EQ(*parse_output("jsonpath={.kind}={.x}"),
            (Output{.format = Format::jsonpath, .argument = "{.kind}={.x}"}));
  EXPECT_EQ(*parse_output("custom-columns=CVE:.id"),
            (Output{.format = Format::custom_columns, .argument = "CVE:.id"}));
}

TEST(ParseOutput, LooksAtTheTemplateAtOnce) {
  EXPECT_EQ(parse_output("jsonpath={.kind").error().message(),
            "error parsing jsonpath {.kind, unclosed action");
  EXPECT_EQ(parse_output("jsonpath").error().message(),
            "template format specified but no template given");
  EXPECT_EQ(parse_output("custom-columns=CVE").error().message(),
            "unexpected custom-columns spec: CVE, expected <header>:<json-path-expr>");
  EXPECT_EQ(parse_output("custom-columns").error().message(),
            "custom-columns format specified but no custom columns given");
}

TEST(ParseOutputs, OneMayGoToStandardOutput) {
  const auto outputs = parse_outputs({"table", "json=a.json", "sarif=b.sarif"});
  ASSERT_TRUE(outputs);
  EXPECT_EQ(outputs->size(), 3U);
  const auto two = parse_outputs({"table", "json=-"});
  ASSERT_FALSE(two);
  EXPECT_EQ(two.error().message(), "only one --output can go to standard output");
  EXPECT_EQ(two.error().hint(), "--output json=FILE");
}

TEST(ParseOutputs, AFileIsWrittenOnce) {
  EXPECT_EQ(parse_outputs({"json=a", "yaml=a"}).error().message(),
            "two --output go to the file \"a\"");
}

TEST(Render, WritesTheFormatThatWasAskedFor) {
  EXPECT_THAT(rendered(Format::table), StartsWith("POD/web-0/istio-proxy (sidecar)"));
  EXPECT_THAT(rendered(Format::json), StartsWith("{\n  \"apiVersion\""));
}

}  // namespace
}  // namespace kscan::render

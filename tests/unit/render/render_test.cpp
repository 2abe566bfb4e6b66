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

TEST(ParseFormat, KnowsEveryFormat) {
  EXPECT_EQ(parse_format("table"), Format::table);
  EXPECT_EQ(parse_format("json"), Format::json);
}

TEST(ParseFormat, ErrorListsWhatIsAllowed) {
  const Result<Format> format = parse_format("yml");
  ASSERT_FALSE(format);
  EXPECT_EQ(format.error().code(), Errc::usage);
  EXPECT_EQ(format.error().message(),
            "unable to match a printer suitable for the output format \"yml\", "
            "allowed formats are: json,table");
}

TEST(ParseFormat, IsNotFuzzy) {
  for (const char* name : {"", "JSON", "json ", "tab"})
    EXPECT_FALSE(parse_format(name)) << name;
}

TEST(Render, WritesTheFormatThatWasAskedFor) {
  EXPECT_THAT(rendered(Format::table), StartsWith("POD/web-0/istio-proxy (sidecar)"));
  EXPECT_THAT(rendered(Format::json), StartsWith("{\n  \"apiVersion\""));
}

}  // namespace
}  // namespace kscan::render

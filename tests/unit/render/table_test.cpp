#include "base/text.hpp"
#include "render/table.hpp"
#include "support/golden.hpp"
#include "unit/render/sample_reports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace kscan::render {
namespace {

using test::expect_golden;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

std::string table(const report::Report& report, const Style& style = {}) {
  std::ostringstream out;
  write_table(report, style, out);
  return out.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

std::string without_color(std::string text) {
  for (std::size_t at = 0; (at = text.find("\x1b[", at)) != std::string::npos;)
    text.erase(at, text.find('m', at) - at + 1);
  return text;
}

report::Report everything() {
  return report_of({vulnerable_image(), clean_image(), failed_image()});
}

TEST(Table, OfOneImage) {
  expect_golden("render/table/one-image.txt", table(report_of({vulnerable_image()})));
}

TEST(Table, OfSeveralImagesEndsWithTheirSum) {
  expect_golden("render/table/several-images.txt", table(everything()));
}

TEST(Table, InATerminalOf60Columns) {
  expect_golden("render/table/columns-60.txt", table(everything(), {.columns = 60}));
}

TEST(Table, InATerminalOf80Columns) {
  expect_golden("render/table/columns-80.txt", table(everything(), {.columns = 80}));
}

TEST(Table, InATerminalOf200Columns) {
  expect_golden("render/table/columns-200.txt", table(everything(), {.columns = 200}));
}

TEST(Table, InColor) {
  expect_golden("render/table/color.txt", table(everything(), {.columns = 100, .color = true}));
}

TEST(Table, ColorAddsNothingButColor) {
  EXPECT_EQ(without_color(table(everything(), {.columns = 90, .color = true})),
            table(everything(), {.columns = 90}));
}

TEST(Table, OfHostileText) {
  expect_golden("render/table/hostile.txt", table(report_of({hostile_image()})));
}

TEST(Table, OfHostileTextInATerminalOf80Columns) {
  expect_golden("render/table/hostile-80.txt",
                table(report_of({hostile_image()}), {.columns = 80}));
}

TEST(Table, HostileTextBringsNoControlCharacter) {
  report::Report report = report_of({hostile_image(), failed_image()});
  report.images[1].failure = Error(Errc::internal, "bad\x1b[2J\x9b").hint("try\r\x07");
  for (const int columns : {0, 40, 80, 200}) {
    const std::string text = table(report, {.columns = columns});
    for (const std::string& line : lines_of(text))
      EXPECT_EQ(printable(line), line);
  }
}

TEST(Table, FitsTheTerminal) {
  for (int columns = 60; columns < 160; ++columns)
    for (const auto& image : {vulnerable_image(), hostile_image()}) {
      const auto lines = lines_of(table(report_of({image}), {.columns = columns}));
      for (const std::string& line : lines)
        EXPECT_LE(display_width(line), static_cast<std::size_t>(columns)) << line;
    }
}

TEST(Table, EndsNoLineWithSpaces) {
  for (const int columns : {0, 60, 80})
    for (const std::string& line : lines_of(table(everything(), {.columns = columns})))
      EXPECT_THAT(line, Not(EndsWith(" ")));
}

TEST(Table, CutsNothingWhenItIsNoTerminal) {
  report::ImageReport image = vulnerable_image();
  image.scan.findings[0].title = std::string(500, 'x');
  EXPECT_THAT(table(report_of({image})), HasSubstr(image.scan.findings[0].title));
}

TEST(Table, SaysThatAnImageHasNothingToScan) {
  report::ImageReport image = clean_image();
  image.scan.os = {};
  image.scan.has_packages = false;
  const std::string text = table(report_of({image}));
  EXPECT_THAT(text, HasSubstr("   no operating system\n"));
  EXPECT_THAT(text, EndsWith("\nno packages found\n"));
}

TEST(Table, NamesTheNamespaceOfAForeignTarget) {
  report::Report report = report_of({clean_image()});
  report.ns = "";
  EXPECT_THAT(table(report), HasSubstr("shop/POD/web-0/istio-proxy (sidecar)   "));
}

TEST(Table, OfAnImageThatNobodyRunsStartsWithTheImage) {
  report::ImageReport image = clean_image();
  image.targets.clear();
  image.pinned = false;
  EXPECT_EQ(table(report_of({image})),
            "istio/proxyv2:1.22@sha256:0f1e2d3c4b5a…   alpine 3.20.1\nno vulnerabilities found\n");
}

TEST(Table, ShowsTheDigestThatWasScannedWhenNoneWasAskedFor) {
  report::ImageReport image = clean_image();
  image.scan.digest = std::exchange(image.image.digest, "");
  EXPECT_THAT(table(report_of({image})), HasSubstr("istio/proxyv2:1.22@sha256:0f1e2d3c4b5a…"));
}

TEST(Table, SaysWhenATagWasScanned) {
  report::ImageReport image = clean_image();
  image.pinned = false;
  EXPECT_THAT(table(report_of({image})),
              HasSubstr("\nthe tag was scanned, which may not be what runs\n"));
}

TEST(Table, ASumOfCleanImagesDoesNotSpeakForFailedOnes) {
  EXPECT_THAT(table(report_of({clean_image(), failed_image()})),
              EndsWith("\n2 images, 1 not scanned: no vulnerabilities found in the others\n"));
  EXPECT_THAT(table(report_of({failed_image(), failed_image()})),
              EndsWith("\n2 images, 2 not scanned\n"));
  EXPECT_THAT(table(report_of({clean_image(), clean_image()})),
              EndsWith("\n2 images: no vulnerabilities found\n"));
}

TEST(Table, LeavesWarningsToStandardError) {
  report::Report report = report_of({clean_image()});
  const std::string text = table(report);
  report.warnings = {"the database is old"};
  EXPECT_EQ(table(report), text);
}

TEST(Table, ShowsAReferenceThatCouldNotBeParsedAsItIs) {
  report::ImageReport image = failed_image();
  image.image = {.registry = "", .repository = "UPPER/Case:1", .tag = "", .digest = ""};
  EXPECT_THAT(table(report_of({image})), HasSubstr("   UPPER/Case:1\n"));
}

TEST(Table, OfNothingIsEmpty) {
  EXPECT_EQ(table(report_of({})), "");
}

}  // namespace
}  // namespace kscan::render

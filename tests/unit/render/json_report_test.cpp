#include "base/encoding.hpp"
#include "render/json_report.hpp"
#include "support/golden.hpp"
#include "unit/render/sample_reports.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>
#include <string>

namespace kscan::render {
namespace {

using nlohmann::json;

std::string json_text(const report::Report& report) {
  std::ostringstream out;
  write_json(report, out);
  return out.str();
}

json as_json(const report::Report& report) {
  return json::parse(json_text(report));
}

TEST(JsonReport, OfSeveralImages) {
  report::Report report = report_of({vulnerable_image(), clean_image(), failed_image()});
  report.warnings = {"pod \"web-2\" has not started: its images are unknown"};
  test::expect_golden("render/json/several-images.json", json_text(report));
}

TEST(JsonReport, OfNothingHasEveryKeyAllTheSame) {
  test::expect_golden("render/json/nothing.json", json_text(report_of({})));
}

TEST(JsonReport, IsUtf8WhateverItHolds) {
  const std::string text = json_text(report_of({hostile_image()}));
  EXPECT_TRUE(is_utf8(text));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  const json item = json::parse(text).at("items").at(0);
  EXPECT_EQ(item.at("targets").at(0).at("name"), "a\x1b[2J");
  EXPECT_EQ(item.at("vulnerabilities").at(1).at("pkg").at("name"), "lib\u202egnp.exe");
  EXPECT_EQ(item.at("vulnerabilities").at(3).at("fixedVersion"), "1.0\ufffd");
}

TEST(JsonReport, OfHostileText) {
  test::expect_golden("render/json/hostile.json", json_text(report_of({hostile_image()})));
}

TEST(JsonReport, DigestIsTheOneThatWasScanned) {
  report::ImageReport image = clean_image();
  image.scan.digest = "sha256:1234";
  EXPECT_NE(as_json(report_of({image})).at("items").at(0).at("image").at("digest"), "sha256:1234");
  image.image.digest.clear();
  EXPECT_EQ(as_json(report_of({image})).at("items").at(0).at("image").at("digest"), "sha256:1234");
}

TEST(JsonReport, AReferenceThatCouldNotBeParsedIsLeftAsItIs) {
  report::ImageReport image = failed_image();
  image.image = {.registry = "", .repository = "UPPER/Case:1", .tag = "", .digest = ""};
  const json item = as_json(report_of({image})).at("items").at(0);
  EXPECT_EQ(item.at("image").at("reference"), "UPPER/Case:1");
  EXPECT_EQ(item.at("status"), "failed");
}

TEST(JsonReport, AnImageWithoutOperatingSystemHasNone) {
  report::ImageReport image = clean_image();
  image.scan.os = {};
  image.scan.has_packages = false;
  const json item = as_json(report_of({image})).at("items").at(0);
  EXPECT_TRUE(item.at("os").is_null());
  EXPECT_EQ(item.at("hasPackages"), false);
}

}  // namespace
}  // namespace kscan::render

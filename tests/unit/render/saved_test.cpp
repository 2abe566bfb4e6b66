#include "render/json_report.hpp"
#include "report/history.hpp"
#include "report/saved.hpp"
#include "unit/render/sample_reports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
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

report::Report read_back(const std::string& text) {
  const Result<report::Report> report = report::read_saved(report::whole(text));
  EXPECT_TRUE(report) << report.error().message();
  return report ? *report : report::Report{};
}

std::string file(const std::string& name) {
  std::ifstream in(KSCAN_TESTS_DIR "/golden/report/" + name, std::ios::binary);
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(SavedReport, IsReadBackAsItWas) {
  report::Report report = full_report();
  report::evaluate(*report::parse_gate("none"), report);
  report.gate.reset();
  for (report::ImageReport& image : report.images)
    for (report::Finding& finding : image.scan.findings)
      finding.gated = false;
  EXPECT_EQ(json_text(read_back(json_text(report))), json_text(report));
}

TEST(SavedReport, MayBeReadWithoutDescriptions) {
  for (const std::string& text :
       {json_text(full_report()), file("trivy-0.70.json"), file("grype-0.110.json")}) {
    report::Report whole = read_back(text);
    for (report::ImageReport& image : whole.images)
      for (auto* list : {&image.scan.findings, &image.scan.suppressed})
        for (report::Finding& finding : *list)
          finding.description.clear();
    const auto less = report::read_saved(report::whole(text), report::Detail::no_descriptions);
    ASSERT_TRUE(less);
    EXPECT_EQ(json_text(*less), json_text(whole));
  }
}

TEST(SavedReport, KeepsWhatIsStrange) {
  report::ImageReport unparsed = failed_image();
  unparsed.image = {.registry = "", .repository = "UPPER/Case:1", .tag = "", .digest = ""};
  unparsed.failure = Error(Errc::timeout, "too slow");
  report::ImageReport empty = clean_image();
  empty.scan.os = {};
  empty.scan.has_packages = false;
  report::ImageReport tagged = clean_image();
  tagged.image.digest.clear();
  tagged.pinned = false;
  tagged.scan.digest = "sha256:" + std::string(64, 'a');
  const report::Report report = report_of({unparsed, empty, tagged});
  const report::Report again = read_back(json_text(report));
  EXPECT_EQ(json_text(again), json_text(report));
  EXPECT_EQ(again.images.at(0).failure->code(), Errc::timeout);
  EXPECT_EQ(again.images.at(2).image.digest, "");
}

TEST(SavedReport, DoesNotTakeOverTheGate) {
  const report::Report again = read_back(json_text(full_report()));
  EXPECT_FALSE(again.gate);
  EXPECT_FALSE(again.images.at(0).scan.findings.at(0).gated);
}

TEST(SavedReport, MayBeTheScannersOwn) {
  const report::Report trivy = read_back(file("trivy-0.70.json"));
  ASSERT_EQ(trivy.images.size(), 1U);
  EXPECT_EQ(trivy.scanner.name, "trivy");
  EXPECT_EQ(trivy.images[0].image.name(), "registry.example:5000/team/os");
  EXPECT_EQ(trivy.images[0].scan.findings.size(), 3U);
  const report::Report grype = read_back(file("grype-0.110.json"));
  EXPECT_EQ(grype.scanner.name, "grype");
  EXPECT_EQ(grype.scanner.database, "2026-01-01T06:00:00Z");
  EXPECT_EQ(grype.images[0].image.tag, "1");
}

TEST(SavedReport, IsKnownByItsFirstKeyWhateverItIs) {
  const json trivy = json::parse(file("trivy-0.70.json"));
  EXPECT_EQ(read_back(trivy.dump()).scanner.name, "trivy") << "sorted by jq -S";
  EXPECT_EQ(read_back(json::parse(json_text(full_report())).dump()).images.size(), 4U);
}

TEST(SavedReport, RefusesOthersAndNamesThePlace) {
  const auto refusal = [](const std::string& text) {
    const auto report = report::read_saved(report::whole(text));
    return report ? std::string() : report.error().message();
  };
  EXPECT_EQ(refusal(""), "it is not JSON at byte 1");
  EXPECT_EQ(refusal("{}"), "no kind \"\" is known in version \"\"");
  EXPECT_EQ(refusal(R"({"kind":"ScanReport","apiVersion":"scan.kubectl.dev/v2"})"),
            "no kind \"ScanReport\" is known in version \"scan.kubectl.dev/v2\"");
  EXPECT_EQ(refusal(R"({"items":[{"status":"scanned","image":{"repository":7}}]})"),
            "items[0].image.repository is a number, not a string");
  EXPECT_EQ(refusal(R"({"items":[{"image":{"repository":"a"}}]})"),
            "items[0] has no status of scanned or failed");
  EXPECT_EQ(refusal(R"({"items":[{"vulnerabilities":[{"severity":"LOW"}]}]})"),
            "items[0].vulnerabilities[0] has no id");
}

TEST(SavedReport, SurvivesTruncation) {
  const std::string text = json_text(full_report());
  for (std::size_t size = 0; size + 2 < text.size(); size += 41)
    EXPECT_FALSE(report::read_saved(report::whole(std::string_view(text).substr(0, size)))) << size;
}

TEST(CodeName, IsReadBack) {
  for (int i = 0; i <= static_cast<int>(Errc::internal); ++i) {
    const auto code = static_cast<Errc>(i);
    ASSERT_FALSE(report::code_name(code).empty()) << i;
    EXPECT_EQ(report::code_named(report::code_name(code)), code);
  }
  EXPECT_EQ(report::code_named("later"), Errc::unavailable);
}

/// As much of JSON Schema as scan-report.schema.json uses.
class Schema {
public:
  explicit Schema(json root)
      : m_root(std::move(root)) {}
  std::string check(const json& value) const { return check(m_root, value, "report"); }

private:
  static bool is_type(const std::string& type, const json& value) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array())
           || (type == "string" && value.is_string()) || (type == "null" && value.is_null())
           || (type == "boolean" && value.is_boolean()) || (type == "number" && value.is_number())
           || (type == "integer" && value.is_number_integer());
  }
  static bool fits_type(const json& types, const json& value) {
    if (types.is_string()) return is_type(types.get<std::string>(), value);
    return std::ranges::any_of(
        types, [&](const json& type) { return is_type(type.get<std::string>(), value); });
  }
  /// Where the first thing wrong is; a key that the schema does not name is wrong as well.
  std::string check(const json& schema, const json& value, const std::string& at) const {
    if (schema.contains("$ref"))
      return check(
          m_root.at(json::json_pointer(schema.at("$ref").get<std::string>().substr(1))), value, at);
    if (!fits_type(schema.at("type"), value)) return at + ": type";
    if (schema.contains("enum")
        && std::ranges::find(schema.at("enum"), value) == schema.at("enum").end())
      return at + ": enum";
    if (value.is_object()) {
      for (const json& key : schema.at("required"))
        if (!value.contains(key.get<std::string>())) return at + ": no " + key.dump();
      for (const auto& [key, member] : value.items()) {
        if (!schema.at("properties").contains(key)) return at + ": undocumented " + key;
        std::string wrong = check(schema.at("properties").at(key), member, at + "." + key);
        if (!wrong.empty()) return wrong;
      }
    }
    for (const json& element : value.is_array() ? value : json::array())
      if (std::string wrong = check(schema.at("items"), element, at + "[]"); !wrong.empty())
        return wrong;
    return {};
  }
  json m_root;
};

Schema published_schema() {
  std::ifstream in(KSCAN_TESTS_DIR "/../lib/render/scan-report.schema.json");
  EXPECT_TRUE(in);
  return Schema(json::parse(in));
}

TEST(JsonSchema, DescribesEveryReport) {
  const Schema schema = published_schema();
  report::Report compared = full_report();
  report::Report before = full_report();
  before.images[0].scan.findings[0].id = "CVE-1999-0001";
  report::compare(before, compared);
  for (const report::Report& report :
       {report_of({}), full_report(), compared, report_of({hostile_image()})})
    EXPECT_EQ(schema.check(json::parse(json_text(report))), "");
}

TEST(JsonSchema, WouldNoticeAMissingAndAStrangeKey) {
  const Schema schema = published_schema();
  json report = json::parse(json_text(full_report()));
  report["items"][0]["vulnerabilities"][0].erase("title");
  EXPECT_EQ(schema.check(report), "report.items[].vulnerabilities[]: no \"title\"");
  report["items"][0]["vulnerabilities"][0]["title"] = "";
  report["summary"]["fixed"] = 1;
  EXPECT_EQ(schema.check(report), "report.summary: undocumented fixed");
}

}  // namespace
}  // namespace kscan::render

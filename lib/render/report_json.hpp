#pragma once
#include "report/report.hpp"

#include <nlohmann/json_fwd.hpp>

/// The report as JSON values: what json, yaml, jsonl, jsonpath and custom-columns are made of.
/// Every key is always there, in the same order; within v1alpha1 keys are only added. The schema is
/// lib/render/scan-report.schema.json.
namespace kscan::render {

[[nodiscard]] nlohmann::ordered_json report_json(const report::Report& report);
/// The same without its items.
[[nodiscard]] nlohmann::ordered_json report_header(const report::Report& report);
[[nodiscard]] nlohmann::ordered_json item_json(const report::ImageReport& image);
[[nodiscard]] nlohmann::ordered_json finding_json(const report::Finding& finding);

}  // namespace kscan::render

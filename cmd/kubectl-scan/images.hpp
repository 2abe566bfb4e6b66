#pragma once
#include "plan/plan.hpp"
#include "render/style.hpp"

#include <nlohmann/json_fwd.hpp>

#include <iosfwd>
#include <string_view>

namespace kscan::cmd {

/// How `kubectl scan images` prints.
enum class ImagesFormat { table, wide, name, json, yaml };
/// Errc::usage in kubectl's words.
[[nodiscard]] Result<ImagesFormat> parse_images_format(std::string_view word);

/// What would be scanned, in the plan's order: `{"items": [...]}`, see design.md section 8. A
/// platform that is not known is "".
[[nodiscard]] nlohmann::ordered_json images_json(const plan::Plan& plan);

/// `with_namespaces`: tables say which one, also where it is the only one.
void write_images(const plan::Plan& plan,
                  ImagesFormat format,
                  const render::Style& style,
                  bool with_namespaces,
                  std::ostream& out);

}  // namespace kscan::cmd

#pragma once
#include "plan/plan.hpp"

#include <cstddef>
#include <string>
#include <string_view>

/// A group of the plan as an annotation of its Job: whoever finds the Job can read its reports and
/// say whom they are about.
namespace kscan::manifest {

/// An object's annotations may take 256 KiB together (apimachinery pkg/api/validation,
/// TotalAnnotationSizeLimitB).
inline constexpr std::size_t max_group_text = std::size_t{96} * 1024;

/// JSON of at most `max_group_text` bytes. Where many containers run the same images, only the
/// first ones are in it.
[[nodiscard]] std::string group_text(const plan::Group& group);

struct ReadGroup {
  plan::Group group;
  std::size_t targets_left_out = 0;
};
/// What group_text() wrote, of a Job in the namespace; Errc::protocol for anything else.
[[nodiscard]] Result<ReadGroup> read_group(std::string_view text, std::string_view ns);

}  // namespace kscan::manifest

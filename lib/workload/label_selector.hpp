#pragma once
#include "base/error.hpp"

#include <nlohmann/json_fwd.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::workload {

/// -l, for objects that no server has chosen (apimachinery pkg/labels/selector.go). Without a
/// requirement it selects all.
class LabelSelector {
public:
  /// "app=web,tier!=test,env in (a,b),!old,size>3". Errc::usage in kubectl's words.
  [[nodiscard]] static Result<LabelSelector> parse(std::string_view text);

  /// Of an object, by its metadata.labels.
  [[nodiscard]] bool selects(const nlohmann::json& object) const;

  enum class Operator { in, not_in, exists, does_not_exist, greater, less };
  struct Requirement {
    std::string key;
    Operator how = Operator::exists;
    std::set<std::string, std::less<>> values = {};
  };

private:
  std::vector<Requirement> m_requirements;
};

}  // namespace kscan::workload

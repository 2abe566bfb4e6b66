#include "kube/managed_fields.hpp"

#include <gtest/gtest.h>

namespace kscan::kube {
namespace {

struct Row {
  const char* name;
  std::string text;
  std::string left;
};

class ManagedFields : public testing::TestWithParam<Row> {};

TEST_P(ManagedFields, AreDropped) {
  std::string text = GetParam().text;
  drop_managed_fields(text);
  EXPECT_EQ(text, GetParam().left);
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    ManagedFields,
    testing::Values(
        Row{"None", R"({"a":1})", R"({"a":1})"},
        Row{"First",
            R"({"metadata":{"managedFields":[{"f:x":{}},[]],"name":"a"}})",
            R"({"metadata":{"managedFields":[],"name":"a"}})"},
        Row{"Last",
            R"({"metadata":{"name":"a","managedFields":[{"f:x":{}}]}})",
            R"({"metadata":{"name":"a","managedFields":[]}})"},
        Row{"BracketsInStrings",
            R"({"managedFields":["]\"]\\",{"k:{\"a\":[]}":{}}],"b":[1]})",
            R"({"managedFields":[],"b":[1]})"},
        Row{"Several",
            R"([{"managedFields":[1]},{"managedFields":[2]}])",
            R"([{"managedFields":[]},{"managedFields":[]}])"},
        Row{"TextOfAnAnnotation",
            R"({"last":"{\"a\":1,\"managedFields\":[{}]}"})",
            R"({"last":"{\"a\":1,\"managedFields\":[{}]}"})"},
        Row{"KeyThatEndsSo", R"({"x\"managedFields":[1]})", R"({"x\"managedFields":[1]})"},
        Row{"Null", R"({"managedFields":null})", R"({"managedFields":null})"},
        Row{"BrokenOff", R"({"managedFields":[1,[2])", R"({"managedFields":[1,[2])"},
        Row{"BrokenOffInAString", R"({"managedFields":["a\)", R"({"managedFields":["a\)"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace kscan::kube

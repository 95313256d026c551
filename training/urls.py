"""Addresses of courses."""

from django.urls import path

from training import views

app_name = "training"
urlpatterns = [
    path("", views.courses, name="courses"),
    path("xuat/", views.courses_export, name="courses-export"),
    path("them/", views.CourseAdd.as_view(), name="course-add"),
    path("<record:pk>/", views.course, name="course"),
    path("<record:pk>/sua/", views.CourseEdit.as_view(), name="course-edit"),
    path("<record:pk>/xoa/", views.course_remove, name="course-remove"),
]

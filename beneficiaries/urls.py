"""Addresses of facilities."""

from django.urls import path

from beneficiaries import views

app_name = "beneficiaries"
urlpatterns = [
    path("", views.facilities, name="facilities"),
    path("xuat/", views.facilities_export, name="facilities-export"),
    path("them/", views.FacilityAdd.as_view(), name="facility-add"),
    path("sua-hang-loat/", views.FacilityBulkEdit.as_view(), name="facilities-bulk"),
    path("<int:pk>/", views.facility, name="facility"),
    path("<int:pk>/sua/", views.FacilityEdit.as_view(), name="facility-edit"),
    path("<int:pk>/xoa/", views.facility_remove, name="facility-remove"),
]
